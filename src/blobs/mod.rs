//! Files by key, kept in the data folder beside the database.
//!
//! A file appears whole or not at all: it is written under another name, synced, and renamed.

use std::path::{Component, Path, PathBuf};

use crate::kit::{Error, Result};

/// The store of files.
#[derive(Clone, Debug)]
pub struct Blobs {
    root: PathBuf,
}

impl Blobs {
    /// A store under a folder, which is made when it is missing.
    pub fn open(root: impl Into<PathBuf>) -> Result<Blobs> {
        let root = root.into();
        std::fs::create_dir_all(&root).map_err(Error::internal)?;
        Ok(Blobs { root })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where a key lies; a key that would leave the folder is a fault.
    fn path(&self, key: &str) -> Result<PathBuf> {
        let relative = Path::new(key);
        let inside = !key.is_empty() && relative.components().all(|part| matches!(part, Component::Normal(_)));
        if inside { Ok(self.root.join(relative)) } else { Err(Error::internal(format!("blob key '{key}'"))) }
    }

    /// Stores bytes, whole or not at all. Blocking.
    pub fn put(&self, key: &str, bytes: &[u8]) -> Result<()> {
        let path = self.path(key)?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(Error::internal)?;
        }
        let unfinished = path.with_extension("part");
        let write = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&unfinished)?;
            std::io::Write::write_all(&mut file, bytes)?;
            file.sync_all()?;
            std::fs::rename(&unfinished, &path)
        };
        write().map_err(Error::internal)
    }

    /// The bytes, or `None` where there are none. Blocking.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>> {
        match std::fs::read(self.path(key)?) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Takes a file away; one that is not there is fine. Blocking.
    pub fn delete(&self, key: &str) -> Result<()> {
        match std::fs::remove_file(self.path(key)?) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::internal(error)),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_cannot_leave_the_folder() {
        let folder = std::env::temp_dir().join(format!("modrotisk-blobs-{}", std::process::id()));
        let blobs = Blobs::open(&folder).unwrap();
        for key in ["../x", "/etc/passwd", "a/../../x", ""] {
            assert!(blobs.put(key, b"x").is_err(), "{key}");
        }
        blobs.put("media/one.webp", b"x").unwrap();
        assert_eq!(blobs.get("media/one.webp").unwrap().as_deref(), Some(&b"x"[..]));
        blobs.delete("media/one.webp").unwrap();
        assert_eq!(blobs.get("media/one.webp").unwrap(), None);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
