"""Makes certificates for servers on loopback, so that a rehearsal uses TLS like the real services."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sandbox.files import write_private


@dataclass(frozen=True)
class Certificate:
    """Three PEM files in one folder."""

    folder: Path

    @property
    def ca(self) -> Path:
        """The authority's certificate, which a browser, a test or an SDK has to trust."""
        return self.folder / "ca.pem"

    @property
    def chain(self) -> Path:
        """The server's certificate, with the chain to the authority."""
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        """The server's private key, which only its owner can read."""
        return self.folder / "server.key"


def make_certificate(folder: Path, hosts: Sequence[str]) -> Certificate:
    """Returns a certificate for `hosts` (names and IP addresses), signed by an authority made for it.

    The authority's key is thrown away: to trust ca.pem is to trust these hosts and no others. A certificate for the
    same hosts in the folder is kept, so that the user has to trust it only once.
    """
    certificate = Certificate(folder)
    if _hosts_of(certificate) == set(hosts):
        return certificate
    import trustme  # takes 0.1 s, and most commands make no certificate

    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA(organization_name="Local rehearsal of a static site")
    server = authority.issue_cert(*hosts)
    write_private(certificate.key, server.private_key_pem.bytes().decode())
    authority.cert_pem.write_to_path(certificate.ca)
    chain = b"".join(part.bytes() for part in server.cert_chain_pems)
    certificate.chain.write_bytes(chain)
    return certificate


def _hosts_of(certificate: Certificate) -> set[str]:
    """The hosts of a certificate; empty where there is none."""
    from cryptography import x509

    if not all(file.exists() for file in (certificate.ca, certificate.chain, certificate.key)):
        return set()
    found = x509.load_pem_x509_certificate(certificate.chain.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {str(name.value) for name in names}
