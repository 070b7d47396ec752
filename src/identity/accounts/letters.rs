//! Letters about an account, in three languages.

use crate::db::Tx;
use crate::kit::Result;
use crate::kit::locale::Locale;
use crate::mail::{self, Envelope, Letter};

use super::model::Account;

/// Queues a letter to the person, under a key that names its fact.
pub fn send(tx: &mut Tx, account: &Account, key: String, letter: Letter) -> Result<()> {
    send_to(tx, account, &account.email, key, letter)
}

/// Queues a letter to another mailbox of the person.
pub fn send_to(tx: &mut Tx, account: &Account, email: &str, key: String, letter: Letter) -> Result<()> {
    mail::queue(tx, Envelope { to: email.to_owned(), name: account.name.clone(), locale: account.locale, key }, letter)
}

fn hello(locale: Locale, name: &str) -> String {
    locale.pick(format!("Pozdravljeni, {name}!"), format!("Hello {name},"), format!("Guten Tag, {name},"))
}

fn not_you(locale: Locale) -> &'static str {
    locale.pick(
        "Če tega niste zahtevali vi, sporočilo prezrite; nič se ne bo spremenilo.",
        "If this was not you, ignore this letter; nothing will change.",
        "Falls Sie das nicht waren, beachten Sie diese Nachricht nicht; es ändert sich nichts.",
    )
}

/// Proves the mailbox of a new account.
pub fn verification(locale: Locale, name: &str, base_url: &str, token: &str) -> Letter {
    Letter::new(locale.pick("Potrdite svoj e-naslov", "Confirm your e-mail address", "Bestätigen Sie Ihre E-Mail-Adresse"))
        .p(hello(locale, name))
        .p(locale.pick(
            "še en korak: s klikom na gumb potrdite svoj e-naslov in že boste prijavljeni. Povezava velja dva dni.",
            "one step is left: confirm your address with the button and you are signed in. The link is good for two days.",
            "ein Schritt fehlt noch: Bestätigen Sie Ihre Adresse mit dem Knopf, dann sind Sie angemeldet. Der Link gilt zwei Tage.",
        ))
        .button(
            locale.pick("Potrdi e-naslov", "Confirm the address", "Adresse bestätigen"),
            format!("{base_url}/account/verify#token={token}"),
        )
        .p(not_you(locale))
}

/// Somebody registered, or moved to, an address that has an account already.
pub fn already_registered(locale: Locale, name: &str, base_url: &str) -> Letter {
    Letter::new(locale.pick("Račun že imate", "You already have an account", "Sie haben bereits ein Konto"))
        .p(hello(locale, name))
        .p(locale.pick(
            "nekdo, najbrž vi, se je želel registrirati s tem e-naslovom. Račun z njim že obstaja. Prijavite se, ali pa nastavite novo geslo, če ste ga pozabili.",
            "somebody, most likely you, tried to register with this address. It has an account already. Sign in, or set a new password if you forgot yours.",
            "jemand, vermutlich Sie, wollte sich mit dieser Adresse registrieren. Dazu gibt es bereits ein Konto. Melden Sie sich an, oder setzen Sie ein neues Passwort, falls Sie es vergessen haben.",
        ))
        .button(locale.pick("Prijava", "Sign in", "Anmelden"), format!("{base_url}/account/sign-in"))
        .p(not_you(locale))
}

/// Sets a new password.
pub fn reset(locale: Locale, name: &str, base_url: &str, token: &str) -> Letter {
    Letter::new(locale.pick("Novo geslo", "A new password", "Ein neues Passwort"))
        .p(hello(locale, name))
        .p(locale.pick(
            "z gumbom nastavite novo geslo. Povezava velja eno uro in samo enkrat.",
            "set a new password with the button. The link is good for one hour, and once.",
            "mit dem Knopf setzen Sie ein neues Passwort. Der Link gilt eine Stunde und nur einmal.",
        ))
        .button(
            locale.pick("Nastavi novo geslo", "Set a new password", "Neues Passwort setzen"),
            format!("{base_url}/account/reset#token={token}"),
        )
        .p(not_you(locale))
}

/// Proves the mailbox of a new address.
pub fn email_change(locale: Locale, name: &str, base_url: &str, token: &str) -> Letter {
    Letter::new(locale.pick("Potrdite novi e-naslov", "Confirm your new address", "Bestätigen Sie Ihre neue Adresse"))
        .p(hello(locale, name))
        .p(locale.pick(
            "ko potrdite ta e-naslov, se boste prijavljali z njim. Povezava velja eno uro.",
            "once you confirm this address you sign in with it. The link is good for one hour.",
            "sobald Sie diese Adresse bestätigen, melden Sie sich mit ihr an. Der Link gilt eine Stunde.",
        ))
        .button(
            locale.pick("Potrdi novi naslov", "Confirm the new address", "Neue Adresse bestätigen"),
            format!("{base_url}/account/email#token={token}"),
        )
        .p(not_you(locale))
}

/// What changed about the safety of an account.
#[derive(Clone, Copy, Debug)]
pub enum Change {
    /// The password.
    Password,
    /// The address, told to the old one.
    Email,
    /// The second factor was put in force.
    FactorOn,
    /// The second factor was taken away.
    FactorOff,
    /// The recovery codes were replaced.
    Codes,
    /// Signed out everywhere by its owner.
    SignedOutEverywhere,
    /// A spent token came back, so the session was ended.
    TokenReused,
}

/// Tells the owner that something about the safety of the account changed.
pub fn changed(locale: Locale, name: &str, base_url: &str, change: Change) -> Letter {
    let (subject, what) = match change {
        Change::Password => locale.pick(
            ("Geslo je spremenjeno", "geslo vašega računa je bilo spremenjeno. Vse druge naprave so odjavljene."),
            ("Your password was changed", "the password of your account was changed. All other devices are signed out."),
            ("Ihr Passwort wurde geändert", "das Passwort Ihres Kontos wurde geändert. Alle anderen Geräte sind abgemeldet."),
        ),
        Change::Email => locale.pick(
            ("E-naslov je spremenjen", "vaš račun ima odslej drug e-naslov. Na tega vam ne bomo več pisali."),
            ("Your address was changed", "your account has another address from now on. We will not write to this one any more."),
            ("Ihre Adresse wurde geändert", "Ihr Konto hat ab jetzt eine andere Adresse. An diese schreiben wir nicht mehr."),
        ),
        Change::FactorOn => locale.pick(
            ("Drugi korak prijave je vklopljen", "odslej ob prijavi potrebujete tudi kodo iz svoje aplikacije."),
            ("The second step is on", "from now on signing in also takes a code from your app."),
            ("Der zweite Schritt ist eingeschaltet", "ab jetzt brauchen Sie beim Anmelden auch einen Code aus Ihrer App."),
        ),
        Change::FactorOff => locale.pick(
            ("Drugi korak prijave je izklopljen", "ob prijavi odslej zadošča geslo."),
            ("The second step is off", "from now on the password alone signs you in."),
            ("Der zweite Schritt ist ausgeschaltet", "ab jetzt genügt beim Anmelden das Passwort."),
        ),
        Change::Codes => locale.pick(
            ("Nove obnovitvene kode", "obnovitvene kode so nove; stare ne veljajo več."),
            ("New recovery codes", "you have new recovery codes; the old ones are void."),
            ("Neue Wiederherstellungscodes", "Sie haben neue Wiederherstellungscodes; die alten gelten nicht mehr."),
        ),
        Change::SignedOutEverywhere => locale.pick(
            ("Odjavljeni ste povsod", "vse naprave so odjavljene. Prijavite se znova, ko želite nadaljevati."),
            ("You are signed out everywhere", "all devices are signed out. Sign in again when you want to go on."),
            ("Sie sind überall abgemeldet", "alle Geräte sind abgemeldet. Melden Sie sich wieder an, wenn Sie weitermachen möchten."),
        ),
        Change::TokenReused => locale.pick(
            (
                "Ena prijava je bila prekinjena",
                "nekdo je poskusil uporabiti že porabljeno prijavo, zato smo jo prekinili. Prijavite se znova.",
            ),
            ("A session was ended", "somebody tried to use a session that had moved on, so we ended it. Please sign in again."),
            (
                "Eine Anmeldung wurde beendet",
                "jemand hat versucht, eine verbrauchte Anmeldung zu nutzen; wir haben sie beendet. Bitte melden Sie sich neu an.",
            ),
        ),
    };
    Letter::new(subject)
        .p(hello(locale, name))
        .p(what)
        .p(locale.pick(
            "Če to niste bili vi, takoj nastavite novo geslo in nam pišite.",
            "If this was not you, set a new password at once and write to us.",
            "Falls Sie das nicht waren, setzen Sie sofort ein neues Passwort und schreiben Sie uns.",
        ))
        .button(locale.pick("Nastavi novo geslo", "Set a new password", "Neues Passwort setzen"), format!("{base_url}/account/forgot"))
}

/// Goodbye: the account was erased.
pub fn erased(locale: Locale, name: &str) -> Letter {
    Letter::new(locale.pick("Vaš račun je izbrisan", "Your account is erased", "Ihr Konto ist gelöscht"))
        .p(hello(locale, name))
        .p(locale.pick(
            "vaš račun in osebni podatki v njem so izbrisani. Naročila in računi ostanejo v knjigah toliko časa, kolikor zahteva zakon.",
            "your account and the personal data in it are erased. Orders and invoices stay in the books for as long as the law demands.",
            "Ihr Konto und die persönlichen Daten darin sind gelöscht. Bestellungen und Rechnungen bleiben so lange in den Büchern, wie das Gesetz es verlangt.",
        ))
}
