//! The seal: until the close nobody outside the team can read, count or infer anything of an entry.

use std::io::Write;
use std::sync::{Arc, Mutex};

use actix_web::http::Method;
use modrotisk::kit::guard;
use serde_json::{Value, json};

use crate::entries::{begun, entered, joined, open_scene, secret, submitted, upload, words, written};
use crate::events::id;
use crate::harness::{Answer, Caller, TestApp};
use crate::listings::telephone_picture;

/// Everybody who would like to know, and what each of them may ask.
struct Curious {
    company: Caller,
    coordinator: Caller,
    admin: Caller,
    juror: Caller,
    stranger: Caller,
    jury: String,
    challenge: Value,
}

impl Curious {
    async fn of(app: &TestApp, company: Caller, challenge: Value) -> Curious {
        let juror = app.buyer("sodnica").await;
        let body = json!({ "name": "Sodnica", "email": juror.email });
        company.post(&format!("/challenges/{}/jurors", id(&challenge)), body).await.ok();
        let token = secret(app, &juror.email).await;
        juror.post("/jury-invitations/answer", json!({ "token": token, "accepts": true })).await.ok();
        let jury = id(&juror.get("/juries").await.ok()["items"][0]);
        let (coordinator, admin, stranger) = (app.coordinator().await, app.admin().await, app.creator("radovedna").await);
        Curious { company, coordinator, admin, juror, stranger, jury, challenge }
    }

    fn people(&self) -> [&Caller; 5] {
        [&self.company, &self.coordinator, &self.admin, &self.juror, &self.stranger]
    }

    /// All that any of them is told, by status and body, without the ids of requests.
    async fn hears(&self) -> Vec<String> {
        let challenge = id(&self.challenge);
        let slug = self.challenge["slug"].as_str().unwrap();
        let jury = &self.jury;
        let mut paths = vec![
            "/entries".to_owned(),
            "/juries".to_owned(),
            format!("/juries/{jury}"),
            format!("/juries/{jury}/sheets/abc"),
            format!("/challenges/{challenge}"),
            format!("/challenges/{challenge}/judging"),
            format!("/storefront/challenges/{slug}/results"),
            format!("/storefront/challenges/{slug}"),
            "/storefront/challenges".to_owned(),
            format!("/storefront/challenges/{slug}/vote"),
            format!("/me/votes/{slug}"),
            format!("/me/challenges/{challenge}"),
            format!("/me/challenges/{challenge}/attachments"),
            format!("/challenges/{challenge}/entries"),
            format!("/challenges/{challenge}/entries/abc"),
            format!("/challenges/{challenge}/entries/abc/files/abc"),
            format!("/challenges/{challenge}/judging/record"),
            format!("/challenges/{challenge}/judging/record/rows"),
            format!("/challenges/{challenge}/awards"),
            format!("/challenges/{challenge}/attachments"),
            format!("/challenges/{challenge}/questions"),
            "/desk/challenges".to_owned(),
            "/desk/challenges/chain".to_owned(),
            "/desk/challenges/still".to_owned(),
            "/desk/challenges/material".to_owned(),
            "/desk/techniques".to_owned(),
            "/desk/decisions".to_owned(),
            "/accounts?limit=100".to_owned(),
            "/storefront/makers".to_owned(),
            "/storefront/techniques".to_owned(),
            "/storefront/search?q=skrivnost".to_owned(),
            "/storefront/search/suggestions?q=skrivnost".to_owned(),
            "/desk/letters?limit=100".to_owned(),
            "/desk/upkeep".to_owned(),
            "/desk/organisations".to_owned(),
            "/desk/submissions".to_owned(),
        ];
        paths.extend(["dead", "failing", "waiting", "running"].map(|fate| format!("/desk/jobs?fate={fate}&limit=100")));
        let mut heard = Vec::new();
        for caller in self.people() {
            for path in &paths {
                let answer = caller.get(path).await;
                heard.push(format!(
                    "{} {path}: {} {} {}",
                    caller.email,
                    answer.status,
                    answer.header("etag"),
                    without_marks(&answer.json())
                ));
            }
            for (act, body) in [
                ("judging", Value::Null),
                ("ranking", Value::Null),
                ("shortlist", json!({ "handles": ["abc", "def"], "reason": "Radovednost." })),
                ("ties", json!({ "handles": ["abc", "def"], "reason": "Radovednost." })),
            ] {
                let tried = caller.post(&format!("/challenges/{challenge}/{act}"), body).await;
                heard.push(format!("{} {act}: {} {}", caller.email, tried.status, without_marks(&tried.json())));
            }
        }
        // Tables and calendars, which are no JSON.
        for (caller, path) in [
            (&self.coordinator, "/desk/challenges/chain/table".to_owned()),
            (&self.coordinator, "/desk/challenges/material/table".to_owned()),
            (&self.stranger, "//challenges.ics".to_owned()),
            (&self.stranger, format!("//challenges/{slug}.ics")),
            (&self.stranger, "//sitemap.xml".to_owned()),
        ] {
            let answer = caller.get(&path).await;
            heard.push(format!("{path}: {} {} {}", answer.status, answer.header("etag"), answer.text()));
        }
        heard
    }
}

/// An answer without what differs each time.
fn without_marks(answer: &Value) -> String {
    match answer {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "request_id" | "run_at" | "finished_at"));
            format!("{{{}}}", kept.map(|(name, value)| format!("{name}:{}", without_marks(value))).collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(without_marks).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}

/// Those who will enter, before they do anything.
async fn people(app: &TestApp) -> [Caller; 3] {
    [app.creator("mara").await, app.buyer("jure").await, app.buyer("zoja").await]
}

/// Two teams who do all that can be done before the close.
async fn busy_teams(app: &TestApp, challenge: &Value, [mara, jure, zoja]: &[Caller; 3]) -> Value {
    let entry = written(mara, &begun(mara, challenge).await, "Skrivnost").await;
    joined(app, mara, challenge, &entry, jure).await;
    jure.post(&format!("/entries/{}/share-agreement", id(&entry)), json!({ "share_bp": 0 })).await.ok();
    upload(mara, &entry, "picture", "skrivnost.jpg", telephone_picture(640, 480, 1)).await.created();
    submitted(mara, &entry).await;
    let second = entered(zoja, challenge, "Druga skrivnost").await;
    zoja.post(&format!("/entries/{}/withdrawal", id(&second)), Value::Null).await.ok();
    app.run_jobs().await;
    mara.get(&format!("/entries/{}", id(&entry))).await.ok()
}

#[actix_web::test]
async fn before_the_close_nobody_hears_a_difference_between_no_entry_and_many() {
    let (app, company, challenge) = open_scene().await;
    let curious = Curious::of(&app, company, challenge.clone()).await;
    // The people who enter are there already; only what they do must not be heard.
    let teams = people(&app).await;
    app.run_jobs().await;
    curious.hears().await;
    let before = curious.hears().await;
    let waiting = app.write(modrotisk::mail::waiting).await;
    busy_teams(&app, &challenge, &teams).await;
    let after = curious.hears().await;
    assert_eq!(before.len(), after.len());
    for (silent, heard) in before.iter().zip(&after) {
        assert_eq!(silent, heard);
        assert!(!heard.to_lowercase().contains("skrivnost\""), "{heard}");
    }
    assert_eq!(app.write(modrotisk::mail::waiting).await, waiting);
    app.finish().await;
}

#[actix_web::test]
async fn an_entry_of_others_is_answered_like_one_that_is_not_there() {
    let (app, company, challenge) = open_scene().await;
    let curious = Curious::of(&app, company, challenge.clone()).await;
    let entry = busy_teams(&app, &challenge, &people(&app).await).await;
    let (there, file) = (id(&entry), id(&entry["files"][0]));
    let absent = format!("{}{}", &there[..39], if there.ends_with('0') { "1" } else { "0" });
    let asked = |entry: &str| {
        [
            ("GET", format!("/entries/{entry}"), Value::Null),
            ("PUT", format!("/entries/{entry}/draft"), words("Moja")),
            ("POST", format!("/entries/{entry}/submission"), Value::Null),
            ("POST", format!("/entries/{entry}/withdrawal"), Value::Null),
            ("POST", format!("/entries/{entry}/invitations"), json!({ "email": "kdo@example.org" })),
            ("PUT", format!("/entries/{entry}/shares"), json!({ "shares": [] })),
            ("POST", format!("/entries/{entry}/share-agreement"), json!({ "share_bp": 0 })),
            ("GET", format!("/entries/{entry}/files/{file}"), Value::Null),
            ("PATCH", format!("/entries/{entry}/files/{file}"), json!({ "caption": "x" })),
            ("DELETE", format!("/entries/{entry}/files/{file}"), Value::Null),
            ("POST", format!("/entries/{entry}/files?kind=picture"), Value::Null),
            ("GET", format!("/entries/{entry}/verdict"), Value::Null),
        ]
    };
    for caller in curious.people() {
        let caller = caller.with("if-match", "\"2\"");
        for ((method, path, body), (_, lost, _)) in asked(&there).into_iter().zip(asked(&absent)) {
            let body = (!body.is_null()).then(|| body.to_string().into_bytes());
            let method: Method = method.parse().unwrap();
            let found = caller.send(method.clone(), &path, body.clone()).await;
            let missing = caller.send(method, &lost, body).await;
            assert_eq!((found.status, without_marks(&found.json())), (missing.status, without_marks(&missing.json())), "{path}");
            let names = |answer: &Answer| answer.headers.keys().map(ToString::to_string).collect::<std::collections::BTreeSet<_>>();
            assert_eq!(names(&found), names(&missing), "{path}");
            found.refused(404, "not_found");
        }
    }
    // Nor does a file come by its random handle, its blob or the pictures' address.
    let handles = blob_names(&app);
    for name in handles {
        for path in [format!("//media/{name}"), format!("//entries/{name}"), format!("//blobs/entries/{name}")] {
            assert_ne!(app.visitor().get(&path).await.bytes.get(..4), Some(&b"RIFF"[..]), "{path}");
        }
    }
    app.finish().await;
}

fn blob_names(app: &TestApp) -> Vec<String> {
    let folder = app.inner().blobs().root().join("entries");
    std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[actix_web::test]
async fn control_without_the_seat_anybody_reads_an_entry() {
    let (app, company, challenge) = open_scene().await;
    let entry = busy_teams(&app, &challenge, &people(&app).await).await;
    let _off = guard::switch_off("entry_seat");
    assert_eq!(company.get(&format!("/entries/{}", id(&entry))).await.ok()["content"]["title"], "Skrivnost");
}

#[actix_web::test]
async fn control_without_sealed_letters_the_desk_sees_who_entered() {
    let (app, _, challenge) = open_scene().await;
    let admin = app.admin().await;
    busy_teams(&app, &challenge, &people(&app).await).await;
    let told =
        |letters: &Value| letters["items"].as_array().unwrap().iter().any(|letter| letter["subject"].as_str().unwrap().contains("oddana"));
    assert!(!told(&admin.get("/desk/letters?limit=100").await.ok()));
    let _off = guard::switch_off("entry_letters");
    assert!(told(&admin.get("/desk/letters?limit=100").await.ok()));
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What the log says while two teams are busy.
async fn log_of_busy_teams() -> (String, Value) {
    let (app, _, challenge) = open_scene().await;
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber =
        tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(move || writer.clone()).finish();
    let guard = tracing::subscriber::set_default(subscriber);
    let entry = busy_teams(&app, &challenge, &people(&app).await).await;
    drop(guard);
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    (log, entry)
}

#[actix_web::test]
async fn the_log_tells_neither_ids_nor_acts_nor_people() {
    let (log, entry) = log_of_busy_teams().await;
    assert!(log.contains("answered"), "the log was read: {log}");
    for word in [id(&entry).as_str(), "ent_", "env_", "submission", "withdrawal", "invitations", "/entries", "Skrivnost", "skrivnost"] {
        assert!(!log.contains(word), "{word}: {log}");
    }
}

#[actix_web::test]
async fn control_without_the_seal_the_log_tells_of_entries() {
    let _off = guard::switch_off("entry_seal");
    let (log, entry) = log_of_busy_teams().await;
    assert!(log.contains(&id(&entry)));
}

#[actix_web::test]
async fn no_event_and_no_job_is_made_of_an_entry() {
    use diesel::prelude::*;
    use modrotisk::db::schema::{jobs, log_events};
    let (app, _, challenge) = open_scene().await;
    let entry = busy_teams(&app, &challenge, &people(&app).await).await;
    let (events, kinds): (Vec<(String, String)>, Vec<String>) = app
        .write(|tx| {
            let events = log_events::table.select((log_events::kind, log_events::subject)).load(tx.db)?;
            Ok((events, jobs::table.select(jobs::kind).distinct().load(tx.db)?))
        })
        .await;
    assert!(events.iter().all(|(kind, subject)| !kind.contains("entr") && *subject != id(&entry)), "{events:?}");
    assert!(kinds.iter().all(|kind| kind.starts_with("mail.send")), "{kinds:?}");
    app.finish().await;
}
