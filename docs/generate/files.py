"""Every file that is written from the code, and the function that writes its text."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from docs.generate import bill, controls, costs, package_inputs, uv
from docs.generate.configuration import FILE, configuration
from docs.generate.programs import PROGRAMS, REPOSITORY
from docs.generate.project_file import project_file
from foundation.permissions.page import page

FILES: Mapping[Path, Callable[[], str]] = {
    **{program.project_file: partial(project_file, program) for program in PROGRAMS},
    FILE: configuration,
    bill.FILE: bill.bill,
    controls.FILE: controls.controls,
    uv.FILE: uv.requirements,
    package_inputs.FILE: package_inputs.package_inputs,
    # After Pulumi.yaml, which the programs are run with.
    costs.FILE: costs.costs,
    REPOSITORY / "docs" / "permissions.md": page,
}
