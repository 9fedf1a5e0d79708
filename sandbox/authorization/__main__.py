"""Starts ministack, with IAM asked what AWS asks it: `python -m sandbox.authorization`."""

from sandbox.authorization.emulator import part
from sandbox.authorization.judge import install

install()
part("app").main()
