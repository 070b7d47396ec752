//! PDF papers of entries, made blind: what a file tells of its writer, its program and its time is taken out.
//!
//! Pages stay as they are, so a name that stands on a page is still there; the form says so. Read under a limit, since a
//! small file can unfold into a huge one. Pure: no database, no files.

use lopdf::{Document, LoadOptions, Object};

use crate::kit::{Code, Result};

/// The most that a paper may weigh.
pub const MAX_BYTES: usize = 15 * 1024 * 1024;
/// The most that one part of it may unfold to while it is read.
const MAX_UNFOLDED_BYTES: usize = 64 * 1024 * 1024;
/// Entries of a dictionary that tell of people, programs and times, and those that run or carry something.
const LEFT_OUT: &[&[u8]] = &[b"Metadata", b"PieceInfo", b"LastModified", b"OpenAction", b"AA", b"JavaScript", b"EmbeddedFiles", b"AF"];
/// What else an annotation tells.
const OF_NOTES: &[&[u8]] = &[b"T", b"M", b"CreationDate"];

/// The same pages in a paper that tells nothing about whence it came.
pub fn blind(bytes: &[u8]) -> Result<Vec<u8>> {
    if !bytes.starts_with(b"%PDF-") {
        return Err(Code::EntryFileUnsupported.into());
    }
    let options = LoadOptions { max_decompressed_size: Some(MAX_UNFOLDED_BYTES), ..LoadOptions::default() };
    let mut paper = Document::load_mem_with_options(bytes, options).map_err(|_| Code::EntryFileUnreadable)?;
    if paper.is_encrypted() || paper.get_pages().is_empty() {
        return Err(Code::EntryFileUnreadable.into());
    }
    let told = paper.trailer.remove(b"Info");
    paper.trailer.remove(b"ID");
    if let Some(Ok(id)) = told.as_ref().map(Object::as_reference) {
        paper.objects.remove(&id);
    }
    for object in paper.objects.values_mut() {
        silence(object);
    }
    // Removing the references leaves the descriptions themselves behind; nothing points at them any more.
    paper.prune_objects();
    let mut blind = Vec::with_capacity(bytes.len());
    paper.save_to(&mut blind).map_err(|_| Code::EntryFileUnreadable)?;
    Ok(blind)
}

fn silence(object: &mut Object) {
    let dictionary = match object {
        Object::Dictionary(dictionary) => dictionary,
        Object::Stream(stream) => &mut stream.dict,
        _ => return,
    };
    for key in LEFT_OUT {
        dictionary.remove(key);
    }
    if dictionary.get(b"Subtype").is_ok_and(|kind| kind.as_name().is_ok()) && dictionary.has(b"Rect") {
        for key in OF_NOTES {
            dictionary.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lopdf::{Stream, dictionary};

    /// One empty page by a writer who tells of herself in three places.
    fn telling() -> Vec<u8> {
        let mut paper = Document::with_version("1.5");
        let pages = paper.new_object_id();
        let page = paper.add_object(dictionary! {
            "Type" => "Page", "Parent" => pages, "MediaBox" => vec![0.into(), 0.into(), 100.into(), 100.into()],
            "LastModified" => Object::string_literal("D:20261124"),
        });
        paper.objects.insert(pages, Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }));
        let told = Stream::new(dictionary! { "Type" => "Metadata", "Subtype" => "XML" }, b"<dc:creator>Mara Kovac</dc:creator>".to_vec());
        let told = paper.add_object(told);
        let catalog = paper.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "Metadata" => told });
        let info = paper
            .add_object(dictionary! { "Author" => Object::string_literal("Mara Kovac"), "Producer" => Object::string_literal("Risalo 3") });
        paper.trailer.set("Root", catalog);
        paper.trailer.set("Info", info);
        let mut bytes = Vec::new();
        paper.save_to(&mut bytes).unwrap();
        bytes
    }

    fn holds(bytes: &[u8], words: &str) -> bool {
        bytes.windows(words.len()).any(|window| window == words.as_bytes())
    }

    #[test]
    fn a_paper_keeps_its_pages_and_forgets_its_writer() {
        let before = telling();
        assert!(holds(&before, "Mara Kovac") && holds(&before, "Risalo"));
        let after = blind(&before).unwrap();
        for word in ["Mara Kovac", "Risalo", "creator", "D:2026"] {
            assert!(!holds(&after, word), "{word}");
        }
        assert_eq!(Document::load_mem(&after).unwrap().get_pages().len(), 1);
    }

    #[test]
    fn what_is_no_paper_is_refused() {
        for bytes in [&b"MZ\x90"[..], b"", b"%PDF-1.7 and nothing more", b"<html>"] {
            assert!(blind(bytes).is_err());
        }
    }
}
