"""Where work is done: processes that can be killed, many processes, other machines."""
