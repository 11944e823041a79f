"""Set-up, run, test and lint machinery behind the Makefile.

Plain standard-library Python: it has to work before anything is installed.
"""
