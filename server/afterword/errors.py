"""The errors that Afterword raises. Each says what is wrong and what to do next.

AfterwordError
├── SettingsError            a settings file that can't be read at all
├── DocumentError            a document or position that can't be used
├── AddressError             an address that can't be listened on, or must not be
├── MessageFormatError       bytes from a client that are no message of its protocol
├── ModelError
│   ├── ModelNotFoundError     no such catalogue name, folder, file or repository
│   ├── ModelFileError         a model file that is missing, truncated or not what it claims
│   ├── UnsafeModelError       a pickle checkpoint, or a repository whose own code would have to run
│   ├── ModelFetchError        a server that can't be reached, or that refuses
│   └── ModelStorageError      the cache folder can't be written, or the disk is full
├── EngineError
│   ├── EngineUnavailableError the packages that run models are not installed
│   ├── DeviceUnavailableError the GPU that the settings name can't be used
│   ├── EngineNotReadyError    the model is still being prepared or loaded, or failed to load
│   ├── MemoryShortageError    a model needs more memory than there is, or than it may have
│   └── GenerationError        the model failed while it was writing
└── NoUsableTextError        the model wrote no text that can be shown
"""


class AfterwordError(Exception):
    """The base of all errors whose message is shown to the writer."""

    def __init__(self, message: str, *, next_step: str = "") -> None:
        """Store ``message`` (what is wrong) and ``next_step`` (what the reader can do about it)."""
        super().__init__(message)
        self.message = message
        self.next_step = next_step

    def __str__(self) -> str:
        """Return the message and the next step as one paragraph."""
        return f"{self.message} {self.next_step}".rstrip()


class SettingsError(AfterwordError):
    """A settings file can't be read or parsed."""


class DocumentError(AfterwordError):
    """A document can't be read, or a position is not in it."""


class AddressError(AfterwordError):
    """An address can't be listened on, or other machines could reach it."""


class MessageFormatError(AfterwordError):
    """What a client sends is no message, so the connection can't go on."""


class ModelError(AfterwordError):
    """A model can't be found, trusted, prepared or stored."""


class ModelNotFoundError(ModelError):
    """The name is not in the catalogue and is no folder, file or repository that can be reached."""


class ModelFileError(ModelError):
    """A model file is missing, truncated, of the wrong kind, or fails its checksum."""


class UnsafeModelError(ModelError):
    """Loading this model would run code that came with it."""


class ModelFetchError(ModelError):
    """A model's files can't be fetched: the server can't be reached, refuses, or breaks off."""


class ModelStorageError(ModelError):
    """The prepared model can't be written to the cache folder."""


class EngineError(AfterwordError):
    """The engine can't serve a request."""


class EngineUnavailableError(EngineError):
    """The optional packages that run a model on this machine are not installed."""


class DeviceUnavailableError(EngineError):
    """The GPU that the settings name isn't there, torch isn't built for it, or it failed."""


class EngineNotReadyError(EngineError):
    """The engine is starting, or could not start."""


class MemoryShortageError(EngineError):
    """A model was not loaded, because it would not fit into memory."""


class GenerationError(EngineError):
    """The model failed during generation."""


class NoUsableTextError(AfterwordError):
    """The model was asked for text and produced none that can be shown."""
