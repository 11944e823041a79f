"""Printed pages of the register, in plain Python: layout in millimetres, engines."""
