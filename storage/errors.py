"""What can go wrong with a store or its models, in words for the person at the keyboard.

StorageError
+-- StoreError              the library on disk
|   +-- StoreMissing        nothing there
|   +-- StoreForeign        a folder that isn't a library
|   +-- StoreDamaged        a file of it doesn't hold what it should
|   +-- StoreTooNew         written by a later version
|   +-- FingerprintMismatch made with another encoder
|   +-- StoreBusy           another process is writing for too long
|   +-- StoreFull           no disk space left
|   +-- StoreClosed         used after close
|   +-- IndexRefused        an index kind that can't serve here
|   +-- StoreUnreachable    the library's server doesn't answer, or not in time
|   +-- ServerUnsuitable    the library's server can't do what a library needs
+-- DocumentNotFound        no document of that name or id
+-- ConversationNotFound    no conversation of that id is this person's
+-- ModelError              an encoder's or reranker's weights
    +-- ModelUnavailable    not in a package, folder, or reachable hub
    +-- ModelDamaged        a file's hash isn't the one expected
"""

from __future__ import annotations


class StorageError(Exception):
    """Base of everything this folder raises for a person to read."""


class StoreError(StorageError):
    """The library on disk can't do what was asked."""


class StoreMissing(StoreError):
    """There is no library at that place."""


class StoreForeign(StoreError):
    """The folder holds something else than a library."""


class StoreDamaged(StoreError):
    """A file of the library doesn't hold what it should; the message names it."""


class StoreTooNew(StoreError):
    """The library was written by a later version of Footnote."""


class FingerprintMismatch(StoreError):
    """The library was made with another encoder."""


class StoreBusy(StoreError):
    """Another process has been writing for longer than the time allowed."""


class StoreFull(StoreError):
    """The disk is full; what was acknowledged before is safe."""


class StoreClosed(StoreError):
    """The store was used after it was closed."""


class IndexRefused(StoreError):
    """The index kind asked for can't serve this library."""


class StoreUnreachable(StoreError):
    """The library's server is away, too slow or not ready; asking again later may work."""


class ServerUnsuitable(StoreError):
    """The library's server is of a version that can't keep a library."""


class DocumentNotFound(StorageError):
    """No document of that name or id is in the library."""


class ConversationNotFound(StorageError):
    """The person who asks has no conversation of that id."""


class ModelError(StorageError):
    """An encoder or reranker can't be used."""


class ModelUnavailable(ModelError):
    """The weights are in no package, folder or hub that can be reached."""


class ModelDamaged(ModelError):
    """A file of the weights isn't what its hash says."""
