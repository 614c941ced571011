"""What the servers need before they start for the first time: an authority, certificates, keys and an operator."""

import base64
import os
from dataclasses import dataclass

from services.security import certificates
from services.security.certificates import Authority
from services.security.folder import Folder
from services.security.passwords import file_realm_hash, new_password

OPERATOR = "operator"  # the name of the administrator on both servers
AUTHORITY, AUTHORITY_KEY = "ca/ca.pem", "operator/ca-key.pem"
MONGODB_URI, ELASTICSEARCH_URL = "operator/mongodb-uri", "operator/elasticsearch-url"
LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True, slots=True)
class Places:
    """Where the servers will be, each as HOST:PORT, and the database and replica set of MongoDB."""

    mongodb: str
    elasticsearch: str
    database: str = "broadsheet"
    replica_set: str = "rs0"


def make_secrets(folder: Folder, places: Places) -> None:
    """Write what is missing. What is there stays, so that servers that were started once go on."""
    if not folder.has(AUTHORITY_KEY):
        keep_authority(folder, certificates.new_authority("Broadsheet's servers"))
    authority = certificates.authority_of(folder.read(AUTHORITY), folder.read(AUTHORITY_KEY))
    keep_mongodb(folder, authority, places)
    keep_elasticsearch(folder, authority, places)


def keep_authority(folder: Folder, authority: Authority) -> None:
    folder.write(AUTHORITY, certificates.certificate_pem(authority.certificate), public=True)
    folder.write(AUTHORITY_KEY, certificates.key_pem(authority.key))


def keep_mongodb(folder: Folder, authority: Authority, places: Places) -> None:
    # How the members of a replica set know each other. MongoDB takes the letters of base64 only.
    folder.keep("mongodb/keyfile", lambda: base64.b64encode(os.urandom(96)), exclusive=True)
    if not folder.has("mongodb/certificate.pem"):
        issued = certificates.issue(authority, hosts_of(places.mongodb))
        folder.write("mongodb/certificate.pem", issued.certificate + issued.key)
    folder.keep(MONGODB_URI, lambda: mongodb_uri(folder, places))


def keep_elasticsearch(folder: Folder, authority: Authority, places: Places) -> None:
    if not folder.has("elasticsearch/key.pem"):
        issued = certificates.issue(authority, hosts_of(places.elasticsearch))
        folder.write("elasticsearch/certificate.pem", issued.certificate)
        folder.write("elasticsearch/key.pem", issued.key)
    if not folder.has(ELASTICSEARCH_URL):
        password = new_password()
        # The file realm: these are there before the first start, and cannot be locked out by a lost index of users.
        folder.write("elasticsearch/users", f"{OPERATOR}:{file_realm_hash(password)}")
        folder.write("elasticsearch/users_roles", f"superuser:{OPERATOR}")
        folder.write(ELASTICSEARCH_URL, f"https://{OPERATOR}:{password}@{places.elasticsearch}")


def mongodb_uri(folder: Folder, places: Places) -> str:
    authority = folder.path.absolute() / AUTHORITY
    options = f"replicaSet={places.replica_set}&authSource=admin&tls=true&tlsCAFile={authority}"
    return f"mongodb://{OPERATOR}:{new_password()}@{places.mongodb}/{places.database}?{options}"


def hosts_of(place: str) -> list[str]:
    host = place.rpartition(":")[0]
    return list(dict.fromkeys((host, *LOOPBACK)))
