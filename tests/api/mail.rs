//! Letters leave once, whole and in order, whatever somebody typed and whatever the mail server does.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use modrotisk::kit::locale::Locale;
use modrotisk::kit::time::{Instant, minutes};
use modrotisk::mail::{self, Envelope, Letter};

use crate::harness::TestApp;

/// A mail server that takes a lone line feed for a line end, as some do. It keeps what it was told, and may refuse at first.
pub struct Sink {
    pub url: String,
    heard: Arc<Mutex<Heard>>,
}

#[derive(Default)]
pub struct Heard {
    messages: Vec<String>,
    commands: Vec<String>,
    refusals_left: usize,
}

impl Sink {
    pub fn start(refusals: usize) -> Sink {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Heard { refusals_left: refusals, ..Heard::default() }));
        let shared = heard.clone();
        std::thread::spawn(move || listener.incoming().flatten().for_each(|stream| converse(stream, &shared).unwrap_or(())));
        Sink { url, heard }
    }

    pub fn messages(&self) -> Vec<String> {
        self.heard.lock().unwrap().messages.clone()
    }
}

fn converse(mut stream: TcpStream, heard: &Mutex<Heard>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines =
        BufReader::new(stream.try_clone()?).split(b'\n').map(|line| line.map(|line| String::from_utf8_lossy(&line).into_owned()));
    stream.write_all(b"220 sink\r\n")?;
    while let Some(line) = lines.next() {
        let command = line?.trim_end_matches('\r').to_owned();
        heard.lock().unwrap().commands.push(command.clone());
        let word = command.split(' ').next().unwrap_or("").to_uppercase();
        let refuse = word == "RCPT" && {
            let mut heard = heard.lock().unwrap();
            let refuse = heard.refusals_left > 0;
            heard.refusals_left = heard.refusals_left.saturating_sub(1);
            refuse
        };
        match word.as_str() {
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                let mut message = String::new();
                for line in lines.by_ref() {
                    let line = line?;
                    // A dot between two line ends, be they lone line feeds, ends the message.
                    if line.trim_end_matches('\r') == "." {
                        break;
                    }
                    message.push_str(&line);
                    message.push('\n');
                }
                heard.lock().unwrap().messages.push(message);
                stream.write_all(b"250 taken\r\n")?;
            }
            "QUIT" => return stream.write_all(b"221 bye\r\n"),
            _ if refuse => stream.write_all(b"451 not now\r\n")?,
            _ => stream.write_all(b"250 fine\r\n")?,
        }
    }
    Ok(())
}

pub async fn queue(app: &TestApp, key: &'static str, words: &'static str) {
    app.write(move |tx| {
        let envelope = Envelope {
            to: "ana@example.org".to_owned(),
            name: "Ana\r\nBcc: all@example.org".to_owned(),
            locale: Locale::Sl,
            key: key.to_owned(),
        };
        mail::queue(tx, envelope, Letter::new("Vaše naročilo\r\nX-Evil: 1").p(words).quote(words))
    })
    .await;
}

#[actix_web::test]
async fn no_second_letter_can_be_smuggled_into_a_first() {
    let sink = Sink::start(0);
    let url = sink.url.clone();
    let app = TestApp::start_with(|settings| settings.mail.smtp_url = Some(url)).await;
    for (index, end) in ["\n", "\r", "\r\n", "\n\r"].into_iter().enumerate() {
        let words = format!("hello{end}.{end}MAIL FROM:<evil@example.org>{end}RCPT TO:<victim@example.org>{end}DATA{end}evil{end}.{end}");
        queue(&app, ["a", "b", "c", "d"][index], words.leak()).await;
    }
    app.run_jobs().await;
    {
        let heard = sink.heard.lock().unwrap();
        assert_eq!(heard.messages.len(), 4);
        assert!(heard.commands.iter().all(|command| !command.contains("evil@") && !command.contains("victim@")), "{:?}", heard.commands);
        for message in &heard.messages {
            let head = message.split("\r\n\r\n").next().unwrap().split("\n\n").next().unwrap();
            assert!(!head.contains("\nBcc:") && !head.contains("\nX-Evil:"), "{head}");
            assert!(head.contains("Auto-Submitted: auto-generated") && head.contains("multipart/alternative"), "{head}");
        }
    }
    app.finish().await;
}

#[actix_web::test]
async fn a_letter_that_was_refused_is_sent_again_under_the_same_name() {
    let sink = Sink::start(1);
    let url = sink.url.clone();
    let app = TestApp::start_with(|settings| settings.mail.smtp_url = Some(url)).await;
    queue(&app, "once", "Pozdravljeni.").await;
    app.run_jobs().await;
    assert_eq!(sink.messages().len(), 0, "the server said not now");
    assert_eq!(app.mails_to("ana@example.org").await[0].sent_at, None);
    app.advance(minutes(1)).await;
    app.advance(minutes(60)).await;
    let messages = sink.messages();
    assert_eq!(messages.len(), 1, "sent once and not again");
    let mail = app.mails_to("ana@example.org").await.remove(0);
    assert!(messages[0].contains(&format!("Message-ID: <{}@localhost>", mail.id)), "{}", messages[0]);
    assert!(mail.sent_at > Some(Instant::from_millis(0)));
    app.finish().await;
}

#[actix_web::test]
async fn one_fact_owes_one_letter_however_often_it_is_told() {
    let app = TestApp::start().await;
    queue(&app, "order-placed:1:buyer", "Hvala.").await;
    queue(&app, "order-placed:1:buyer", "Hvala še enkrat.").await;
    app.run_jobs().await;
    let mails = app.mails_to("ana@example.org").await;
    assert_eq!(mails.len(), 1);
    let file = app.inner().settings().data_dir.join("mail").join(format!("{}.eml", mails[0].id));
    let text = std::fs::read_to_string(file).unwrap();
    assert!(text.contains("To: ") && text.contains("quoted-printable") && !text.contains("\nBcc:"));
    app.finish().await;
}

#[actix_web::test]
async fn the_mailbox_is_open_in_a_demonstration_only() {
    let app = TestApp::start().await;
    queue(&app, "one", "Pozdravljeni v demu.").await;
    app.run_jobs().await;
    let visitor = app.visitor();
    let list = visitor.get("/mailbox?to=ana@example.org").await.ok();
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(visitor.get("/mailbox?to=other@example.org").await.ok()["items"].as_array().unwrap().len(), 0);
    let id = list["items"][0]["id"].as_str().unwrap();
    let letter = visitor.get(&format!("/mailbox/{id}")).await.ok();
    assert!(letter["body_text"].as_str().unwrap().contains("Pozdravljeni v demu."));
    app.finish().await;

    let shop = TestApp::start_with(|settings| settings.demo = false).await;
    shop.visitor().get("/mailbox").await.refused(404, "not_found");
    shop.visitor().get("/mailbox/mai_0190b5a0-0000-7000-8000-000000000000").await.refused(404, "not_found");
    shop.finish().await;
}
