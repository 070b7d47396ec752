//! The built frontend in memory: every file once, with the forms that were compressed at the build.
//!
//! What is served is looked up in this table and nowhere else, so no path of a request ever reaches the disk.

use std::collections::BTreeMap;
use std::path::Path;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use sha2::Digest;

/// One file.
struct File {
    plain: Vec<u8>,
    brotli: Option<Vec<u8>>,
    gzip: Option<Vec<u8>>,
    kind: &'static str,
    tag: String,
}

/// All files by the path under which they are asked for.
#[derive(Default)]
pub struct Files(BTreeMap<String, File>);

impl Files {
    /// Reads a folder. A folder that is not there is an empty one.
    pub fn read(folder: &Path) -> std::io::Result<Files> {
        let mut found = BTreeMap::new();
        gather(folder, "", &mut found)?;
        let mut files = BTreeMap::new();
        for (path, plain) in &found {
            let Some(kind) = kind_of(path) else { continue };
            let form = |ending: &str| found.get(&format!("{path}.{ending}")).filter(|form| form.len() < plain.len()).cloned();
            let tag = tag_of(plain);
            files.insert(path.clone(), File { plain: plain.clone(), brotli: form("br"), gzip: form("gz"), kind, tag });
        }
        Ok(Files(files))
    }

    /// A file as text.
    pub fn text(&self, path: &str) -> Option<String> {
        self.0.get(path).map(|file| String::from_utf8_lossy(&file.plain).into_owned())
    }

    /// The answer to a request for a file, if there is one. The shell and the build's manifest are not for asking.
    pub fn answer(&self, request: &HttpRequest) -> Option<HttpResponse> {
        let path = request.path();
        if matches!(path, "/app-shell.html" | "/manifest.json") {
            return None;
        }
        let file = self.0.get(path)?;
        let lasting = path.starts_with("/_app/immutable/");
        let mut answer = HttpResponse::Ok();
        answer
            .insert_header((header::CACHE_CONTROL, if lasting { "public, max-age=31536000, immutable" } else { "public, no-cache" }))
            .insert_header((header::ETAG, file.tag.clone()))
            .insert_header((header::VARY, "Accept-Encoding"));
        if is_known(request, &file.tag) {
            return Some(answer.status(actix_web::http::StatusCode::NOT_MODIFIED).finish());
        }
        answer.insert_header((header::CONTENT_TYPE, file.kind));
        let bytes = match (&file.brotli, &file.gzip) {
            (Some(brotli), _) if takes(request, "br") => {
                answer.insert_header((header::CONTENT_ENCODING, "br"));
                brotli
            }
            (_, Some(gzip)) if takes(request, "gzip") => {
                answer.insert_header((header::CONTENT_ENCODING, "gzip"));
                gzip
            }
            _ => &file.plain,
        };
        Some(answer.body(bytes.clone()))
    }
}

/// The entity tag of some bytes.
pub fn tag_of(bytes: &[u8]) -> String {
    format!("\"{}\"", &hex::encode(sha2::Sha256::digest(bytes))[..24])
}

/// Whether the caller holds this very version.
pub fn is_known(request: &HttpRequest, tag: &str) -> bool {
    let tags = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    tags.split(',').any(|known| known.trim().trim_start_matches("W/") == tag)
}

/// Whether the caller reads this encoding.
fn takes(request: &HttpRequest, encoding: &str) -> bool {
    let accepted = request.headers().get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    accepted.split(',').any(|part| {
        let mut fields = part.split(';');
        fields.next().is_some_and(|name| name.trim().eq_ignore_ascii_case(encoding))
            && !fields.any(|field| matches!(field.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}

fn gather(folder: &Path, under: &str, found: &mut BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        let path = format!("{under}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            gather(&entry.path(), &path, found)?;
        } else {
            found.insert(path, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The type of a file by its ending; what has none of these is not served.
fn kind_of(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "wasm" => "application/wasm",
        "txt" => "text/plain; charset=utf-8",
        _ => return None,
    })
}
