"""CodeConnections, which no emulator has.

https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_Operations.html
"""

from sandbox.providers.table import Call, RecordedEntry

TABLE = {
    "aws:codeconnections/connection:Connection": RecordedEntry(
        modelled_by=[Call("create_connection", service="codeconnections", rename={"name": "ConnectionName"})],
        id="{arn}",
        outputs={
            "arn": "arn:aws:codeconnections:{region}:{accountId}:connection/{uuid}",
            # A connection waits for a user to complete the handshake in the console.
            "connectionStatus": "PENDING",
        },
        replace_on=frozenset({"name", "providerType", "hostArn"}),
        auto_name="name",
    ),
}
"""Entry by type token."""
