"""Run work in subprocesses that can be killed, in several processes, or on other machines."""
