//! How a letter leaves: as a message with both its forms, to a mail server or into a folder.
//!
//! Line ends are made whole and the transfer encoding is set here, whatever was typed: a lone carriage return or line
//! feed before a dot would let some servers read a second message out of the body (RUSTSEC-2026-0561). A header value
//! with a line end in it is refused. Blocking; called off the request workers.

use std::path::Path;
use std::time::Duration;

use lettre::address::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message, MultiPart, SinglePart};
use lettre::{SmtpTransport, Transport};

use super::Mail;
use crate::kit::{Error, Result};

/// How long a mail server may take over one command.
const PATIENCE: Duration = Duration::from_secs(30);

/// The message of a letter. The same letter gives the same Message-ID, so that a second copy is known for one.
pub fn compose(mail: &Mail, from: &str, host: &str) -> Result<Message> {
    for value in [mail.to_address.as_str(), &mail.to_name, &mail.subject, from, host] {
        if value.contains(['\r', '\n']) {
            return Err(Error::internal(format!("a header of {} has a line end in it", mail.id)));
        }
    }
    let name = Some(mail.to_name.clone()).filter(|name| !name.is_empty());
    let to = Mailbox::new(name, mail.to_address.parse::<Address>().map_err(Error::internal)?);
    let from: Mailbox = from.parse().map_err(Error::internal)?;
    Message::builder()
        .from(from)
        .to(to)
        .subject(mail.subject.as_str())
        .date(std::time::UNIX_EPOCH + Duration::from_millis(mail.created_at.millis().max(0) as u64))
        .message_id(Some(format!("<{}@{host}>", mail.id)))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Auto-Submitted"), "auto-generated".to_owned()))
        .raw_header(HeaderValue::new(HeaderName::new_from_ascii_str("Content-Language"), mail.locale.to_string()))
        .multipart(
            MultiPart::alternative()
                .singlepart(part(ContentType::TEXT_PLAIN, &mail.body_text)?)
                .singlepart(part(ContentType::TEXT_HTML, &mail.body_html)?),
        )
        .map_err(Error::internal)
}

/// One form of a letter. Its encoding is set, never guessed: quoted-printable leaves no bare line end and no bare dot.
fn part(kind: ContentType, text: &str) -> Result<SinglePart> {
    let body = Body::new_with_encoding(whole_lines(text), ContentTransferEncoding::QuotedPrintable)
        .map_err(|_| Error::internal("a letter does not fit its encoding"))?;
    Ok(SinglePart::builder().header(kind).body(body))
}

/// Every line end as CRLF.
fn whole_lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

/// Hands a message to the mail server.
pub fn by_smtp(url: &str, message: &Message) -> Result<()> {
    let server = SmtpTransport::from_url(url).map_err(Error::internal)?.timeout(Some(PATIENCE)).build();
    server.send(message).map(drop).map_err(Error::internal)
}

/// Lays a message into a folder, whole or not at all.
pub fn into_folder(folder: &Path, mail: &Mail, message: &Message) -> Result<()> {
    std::fs::create_dir_all(folder).map_err(Error::internal)?;
    let unfinished = folder.join(format!(".{}.part", mail.id));
    std::fs::write(&unfinished, message.formatted()).map_err(Error::internal)?;
    std::fs::rename(&unfinished, folder.join(format!("{}.eml", mail.id))).map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::id::Ids;
    use crate::kit::locale::Locale;
    use crate::kit::time::Instant;
    use crate::mail::MailStatus;

    fn mail() -> Mail {
        let now = Instant::from_millis(1_795_000_000_000);
        Mail {
            id: Ids::seeded(1).next(now),
            key: "test".to_owned(),
            to_address: "ana@example.org".to_owned(),
            to_name: "Ana Žagar".to_owned(),
            locale: Locale::Sl,
            subject: "Naročilo je oddano: 1 šal".to_owned(),
            body_text: "first\n.\nMAIL FROM:<x@example.org>\r.\r\n.\n".to_owned(),
            body_html: "<p>š</p>".to_owned(),
            status: MailStatus::Queued,
            created_at: now,
            sent_at: None,
        }
    }

    #[test]
    fn a_message_is_the_same_whenever_it_is_made() {
        let ids = [(); 2].map(|()| {
            let message = compose(&mail(), "Modrotisk <info@example.org>", "modrotisk.example").unwrap();
            message.headers().get_raw("Message-ID").unwrap().to_owned()
        });
        assert_eq!(ids[0], ids[1]);
        assert_eq!(ids[0], format!("<{}@modrotisk.example>", mail().id));
    }

    #[test]
    fn no_line_end_stands_alone() {
        let formatted = compose(&mail(), "Modrotisk <info@example.org>", "modrotisk.example").unwrap().formatted();
        let text = String::from_utf8(formatted).unwrap();
        assert!(text.is_ascii(), "letters beyond ASCII are encoded");
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        assert!(text.contains("Content-Transfer-Encoding: quoted-printable"));
    }

    #[test]
    fn a_second_header_cannot_be_smuggled_in() {
        let sly = Mail { subject: "x\r\nBcc: all@example.org".to_owned(), ..mail() };
        assert!(compose(&sly, "Modrotisk <info@example.org>", "modrotisk.example").is_err());
    }
}
