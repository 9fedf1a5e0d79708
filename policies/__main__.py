"""The policy pack, as the engine starts it: `pulumi preview --policy-pack policies`."""

import sys
from pathlib import Path

from pulumi_policy import PolicyPack

# The engine runs this folder as a script, in a working folder of its own choice.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from secure_site_policies.frame.once import read_once
from secure_site_policies.rules import ALL

read_once()
PolicyPack(name="secure-site", policies=list(ALL))
