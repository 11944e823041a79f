"""What ``tests/bench/run.py`` measures, and with what."""

# First of all: it patches libraries and sets the garbage collector as in a server.
import odoo.init
