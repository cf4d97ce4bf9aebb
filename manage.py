#!/usr/bin/env python
"""For those who expect a manage.py; ``kunskapsdag`` is the same command."""

from kunskapsdag.__main__ import main

if __name__ == "__main__":
    main()
