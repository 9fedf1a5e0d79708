"""CodeBuild: projects. The local cloud keeps a project as it is given; a build is rehearsed elsewhere.

https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Operations.html
"""

from sandbox.providers.table import AwsEntry, Call

TABLE = {
    "aws:codebuild/project:Project": AwsEntry(
        service="codebuild",
        id="{arn}",
        create=[Call("create_project", result="project")],
        read=[
            Call(
                "batch_get_projects",
                result="projects",
                fixed={"names": ["{name}"]},
                rename={"badgeEnabled": "badge.badgeEnabled"},
            )
        ],
        update=[Call("update_project", result="project")],
        delete=[Call("delete_project")],
        rename={"buildTimeout": "timeoutInMinutes", "queuedTimeout": "queuedTimeoutInMinutes"},
        outputs={"arn": "arn", "badgeUrl": lambda _: "", "publicProjectAlias": lambda _: ""},
        replace_on=frozenset({"name"}),
        identity=("name",),
        auto_name="name",
        defaults={
            "badgeEnabled": False,
            "buildTimeout": 60,
            "queuedTimeout": 480,
            "projectVisibility": "PRIVATE",
        },
        not_kept=frozenset({"cache", "logsConfig", "projectVisibility", "queuedTimeout"}),
        handled=frozenset({"projectVisibility"}),
    ),
}
"""Entry by type token."""
