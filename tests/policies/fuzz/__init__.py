"""Random inputs for the policy pack, made over the types of the SDKs: `python -m tests.policies.fuzz --help`."""
