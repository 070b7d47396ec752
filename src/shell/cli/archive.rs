//! A backup is one tar file, so that any tool of any operator can look into it.
//!
//! Written and read here in the plain form that every tar knows (ustar). Only files, only relative names without `..`:
//! a backup from elsewhere cannot write outside of the folder that it is unpacked into.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Component, Path};

const BLOCK: usize = 512;

/// Writes an archive.
pub struct Writer(BufWriter<File>);

impl Writer {
    /// A new archive; refused where a file is already.
    pub fn create(path: &Path) -> io::Result<Writer> {
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        // A backup holds what people told in confidence.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        Ok(Writer(BufWriter::new(options.open(path)?)))
    }

    /// Adds a file under a name.
    pub fn add(&mut self, name: &str, path: &Path) -> io::Result<()> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        self.0.write_all(&header(name, size)?)?;
        // What grows meanwhile is cut at the size that was promised.
        let copied = io::copy(&mut file.take(size), &mut self.0)?;
        if copied != size {
            return Err(io::Error::other(format!("{} became shorter while it was read", path.display())));
        }
        self.0.write_all(&vec![0; padding(size)])
    }

    /// Adds a folder with everything in it. Files that vanish meanwhile were on their way out.
    pub fn add_folder(&mut self, name: &str, folder: &Path) -> io::Result<usize> {
        let mut count = 0;
        let mut entries: Vec<_> = std::fs::read_dir(folder)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(std::fs::DirEntry::file_name);
        for entry in entries {
            let under = format!("{name}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                count += self.add_folder(&under, &entry.path())?;
            } else if entry.path().exists() {
                self.add(&under, &entry.path())?;
                count += 1;
            }
        }
        Ok(count)
    }

    /// Ends the archive and waits until the disk has it.
    pub fn finish(mut self) -> io::Result<()> {
        self.0.write_all(&[0; 2 * BLOCK])?;
        self.0.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// Unpacks an archive into a folder. Answers the names of its files.
pub fn unpack(archive: &Path, folder: &Path) -> io::Result<Vec<String>> {
    let mut archive = BufReader::new(File::open(archive)?);
    let mut names = Vec::new();
    loop {
        let mut block = [0; BLOCK];
        archive.read_exact(&mut block)?;
        if block.iter().all(|byte| *byte == 0) {
            return Ok(names);
        }
        let (name, size) = read_header(&block)?;
        let path = folder.join(&name);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent)?;
        }
        let mut file = File::create(&path)?;
        if io::copy(&mut archive.by_ref().take(size), &mut file)? != size {
            return Err(io::Error::other("the archive ends too early"));
        }
        file.sync_all()?;
        io::copy(&mut archive.by_ref().take(padding(size) as u64), &mut io::sink())?;
        names.push(name);
    }
}

fn padding(size: u64) -> usize {
    (BLOCK - (size % BLOCK as u64) as usize) % BLOCK
}

fn header(name: &str, size: u64) -> io::Result<[u8; BLOCK]> {
    if name.len() > 100 {
        return Err(io::Error::other(format!("the name {name} is too long for the archive")));
    }
    let mut block = [0; BLOCK];
    block[..name.len()].copy_from_slice(name.as_bytes());
    block[100..108].copy_from_slice(b"0000600\0");
    block[108..116].copy_from_slice(b"0000000\0");
    block[116..124].copy_from_slice(b"0000000\0");
    if size < 1 << 33 {
        block[124..136].copy_from_slice(format!("{size:011o}\0").as_bytes());
    } else {
        // Eight gigabytes and more are written in base 256, as GNU tar does.
        block[124] = 0x80;
        block[128..136].copy_from_slice(&size.to_be_bytes());
    }
    block[136..148].copy_from_slice(b"00000000000\0");
    block[156] = b'0';
    block[257..265].copy_from_slice(b"ustar\x0000");
    let sum = checksum(&block);
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    Ok(block)
}

fn read_header(block: &[u8; BLOCK]) -> io::Result<(String, u64)> {
    let broken = || io::Error::other("this is not a backup, or it is damaged");
    let text = |range: std::ops::Range<usize>| {
        let bytes = block[range].split(|byte| *byte == 0).next().unwrap_or(&[]);
        std::str::from_utf8(bytes).map(|text| text.trim().to_owned()).map_err(|_| broken())
    };
    let sum = u32::from_str_radix(&text(148..156)?, 8).map_err(|_| broken())?;
    if sum != checksum(block) || block[156] != b'0' {
        return Err(broken());
    }
    let name = text(0..100)?;
    let inside = !name.is_empty() && Path::new(&name).components().all(|part| matches!(part, Component::Normal(_)));
    if !inside {
        return Err(broken());
    }
    let size = if block[124] == 0x80 {
        u64::from_be_bytes(block[128..136].try_into().map_err(|_| broken())?)
    } else {
        u64::from_str_radix(&text(124..136)?, 8).map_err(|_| broken())?
    };
    Ok((name, size))
}

/// The sum of all bytes, with blanks where the sum itself stands.
fn checksum(block: &[u8; BLOCK]) -> u32 {
    block.iter().enumerate().map(|(at, byte)| u32::from(if (148..156).contains(&at) { b' ' } else { *byte })).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_comes_out_again() {
        let folder = std::env::temp_dir().join(format!("modrotisk-archive-{}", std::process::id()));
        std::fs::create_dir_all(folder.join("in/media")).unwrap();
        std::fs::write(folder.join("in/media/one.webp"), [7; 1000]).unwrap();
        std::fs::write(folder.join("in/empty"), []).unwrap();
        let mut writer = Writer::create(&folder.join("all.tar")).unwrap();
        assert_eq!(writer.add_folder("blobs", &folder.join("in")).unwrap(), 2);
        writer.finish().unwrap();
        assert!(Writer::create(&folder.join("all.tar")).is_err(), "a backup is never written over");
        let names = unpack(&folder.join("all.tar"), &folder.join("out")).unwrap();
        assert_eq!(names, ["blobs/empty", "blobs/media/one.webp"]);
        assert_eq!(std::fs::read(folder.join("out/blobs/media/one.webp")).unwrap(), [7; 1000]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn an_archive_cannot_write_outside_of_its_folder() {
        for name in ["../x", "/etc/x", "a/../../x", ""] {
            assert!(read_header(&header(name, 0).unwrap()).is_err(), "{name}");
        }
        let mut damaged = header("x", 5).unwrap();
        damaged[0] = b'y';
        assert!(read_header(&damaged).is_err());
    }
}
