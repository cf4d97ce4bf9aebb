"""Static files with a hash in their names, so that browsers may keep them for a year."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class HashedStorage(ManifestStaticFilesStorage):
    """Hashed names where ``kunskapsdag setup`` has collected the files; plain names where it has not.

    A missing manifest entry (a library that builds a name at run time) must not take a page down.
    """

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """Return the hashed name, or the plain one where the file was never collected."""
        return self.hashed_files.get(self.hash_key(self.clean_name(name)), name)
