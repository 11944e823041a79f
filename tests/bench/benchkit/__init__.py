"""What ``tests/bench/run.py`` measures, and with what."""
