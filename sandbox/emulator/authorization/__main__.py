"""Starts ministack, with IAM asked what AWS asks it: `python -m sandbox.emulator.authorization`."""

from sandbox.emulator.authorization.emulator import part
from sandbox.emulator.authorization.judge import install

install()
part("app").main()
