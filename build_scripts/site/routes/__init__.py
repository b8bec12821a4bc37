"""Declare which pages exist, what each is made from, and which pages a changed report affects."""
