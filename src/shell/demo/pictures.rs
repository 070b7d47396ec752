//! The pictures, made ready on all cores before they are needed, and given to who shows them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

use super::Loader;
use crate::identity;
use crate::kit::id::{AccountId, MediaId, OrganisationId};
use crate::kit::{Error, Result};
use crate::media::{self, Prepared};

/// Pictures by the name under which the content knows them: `products/p-01.webp`.
pub struct Pictures(BTreeMap<String, Mutex<Option<Prepared>>>);

/// The folders whose pictures this part of the story shows.
const FOLDERS: [&str; 5] = ["creators", "products", "venues", "events", "challenges"];

/// Makes all pictures of a folder ready, as many at a time as there are cores.
pub fn prepare(images: &Path, say: &(dyn Fn(&str) + Sync)) -> Result<Pictures> {
    let mut names = Vec::new();
    for folder in FOLDERS {
        let missing = |error| {
            let path = images.join(folder);
            Error::internal(format!("the demo pictures are not at {} ({error}); set MODROTISK_DEMO_DIR to their folder", path.display()))
        };
        for entry in std::fs::read_dir(images.join(folder)).map_err(missing)? {
            let name = entry.map_err(missing)?.file_name();
            names.push(format!("{folder}/{}", name.to_string_lossy()));
        }
    }
    let all = names.len();
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let (todo, done) = (Mutex::new(names), Mutex::new(BTreeMap::new()));
    let work = || -> Result<()> {
        loop {
            let next = todo.lock().map_err(Error::internal)?.pop();
            let Some(name) = next else { return Ok(()) };
            let bytes = std::fs::read(images.join(&name)).map_err(Error::internal)?;
            let prepared = media::prepare(&bytes)?;
            let mut done = done.lock().map_err(Error::internal)?;
            done.insert(name, Mutex::new(Some(prepared)));
            if done.len() % 24 == 0 {
                say(&format!("{} of {all} pictures", done.len()));
            }
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| worker.join().map_err(|_| Error::internal("a picture could not be made"))?)
    })?;
    Ok(Pictures(done.into_inner().map_err(Error::internal)?))
}

impl Pictures {
    /// Gives a picture to an organisation, with its alternative text. `None` where the content has no such picture.
    pub async fn give(&self, loader: &Loader, name: &str, to: (&OrganisationId, &AccountId)) -> Result<Option<MediaId>> {
        let Some(picture) = self.0.get(name) else { return Ok(None) };
        let key = format!("demo:picture:{name}");
        let known = key.clone();
        if let Some(id) = loader.app.read(move |tx| super::made(tx, &known)).await? {
            return Ok(Some(id));
        }
        let prepared = picture.lock().map_err(Error::internal)?.take().ok_or_else(|| Error::internal(format!("{name} was given twice")))?;
        let (organisation, account) = (to.0.clone(), to.1.clone());
        let by = loader
            .app
            .write(move |tx| {
                let who = identity::sessions::open_for_command(tx, &account)?;
                identity::member(tx, &who, &organisation)
            })
            .await?;
        let kept = media::keep(&loader.app, &by, prepared).await?;
        let alternative = loader.content.alternative(name);
        loader
            .once(&key, move |tx| {
                media::set_alt(tx, &by, &kept.id, &alternative)?;
                Ok(kept.id.clone())
            })
            .await
            .map(Some)
    }
}
