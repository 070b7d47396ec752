//! The fonts that everything is printed in: Archivo, of the same family as the pages. What they lack is written otherwise.

use std::borrow::Cow;

use rustybuzz::{Face, UnicodeBuffer};

const REGULAR: &[u8] = include_bytes!("fonts/Archivo-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/Archivo-SemiBold.ttf");

/// The bytes of a font.
pub fn bytes(bold: bool) -> &'static [u8] {
    if bold { BOLD } else { REGULAR }
}

/// Both weights, ready to measure.
pub struct Fonts {
    regular: Option<Face<'static>>,
    bold: Option<Face<'static>>,
}

impl Fonts {
    /// Opens the fonts. They are part of the program, and a test looks that they open.
    pub fn new() -> Fonts {
        Fonts { regular: Face::from_slice(REGULAR, 0), bold: Face::from_slice(BOLD, 0) }
    }

    fn face(&self, bold: bool) -> Option<&Face<'static>> {
        if bold { self.bold.as_ref() } else { self.regular.as_ref() }
    }

    /// How wide the text is at a size.
    pub fn width(&self, text: &str, size: f32, bold: bool) -> f32 {
        let Some(face) = self.face(bold) else { return 0.0 };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        let shaped = rustybuzz::shape(face, &[], buffer);
        let units: i32 = shaped.glyph_positions().iter().map(|place| place.x_advance).sum();
        units as f32 * size / face.units_per_em() as f32
    }

    /// The text in letters that the fonts have; spaces of every kind become plain ones.
    pub fn fitting<'a>(&self, text: &'a str) -> Cow<'a, str> {
        // What has no meaning of its own cannot be read aloud, even where a font has a picture of it.
        let speaks =
            |letter: char| !matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
        let has = |letter: char| speaks(letter) && self.regular.as_ref().is_some_and(|face| face.glyph_index(letter).is_some());
        let plain = |letter: char| letter == ' ' || (!letter.is_whitespace() && !letter.is_control() && has(letter));
        if text.chars().all(plain) {
            return Cow::Borrowed(text);
        }
        let mut fitting = String::with_capacity(text.len());
        for letter in text.chars() {
            if plain(letter) {
                fitting.push(letter);
            } else if letter.is_whitespace() || letter.is_control() {
                fitting.push(' ');
            } else {
                let near = deunicode::deunicode_char(letter).unwrap_or("?");
                fitting.extend(near.chars().map(|near| if has(near) { near } else { '?' }));
            }
        }
        Cow::Owned(fitting)
    }

    /// The text in lines that are no wider than this; a word that is longer than a line is broken.
    pub fn lines(&self, text: &str, width: f32, size: f32, bold: bool) -> Vec<String> {
        let text = self.fitting(text);
        let mut lines = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&longer, size, bold) <= width {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for letter in word.chars() {
                line.push(letter);
                if self.width(&line, size, bold) > width && line.chars().count() > 1 {
                    line.pop();
                    lines.push(std::mem::take(&mut line));
                    line.push(letter);
                }
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fonts_open_and_have_our_letters() {
        let fonts = Fonts::new();
        assert!(fonts.regular.is_some() && fonts.bold.is_some());
        let ours = "čšžćđČŠŽĆĐäöüßÄÖÜàèéìòù€–»« 0123456789";
        assert_eq!(fonts.fitting(ours), ours);
        // What has no letter is said in words, and never shown as a box.
        assert_eq!(fonts.fitting("日\u{a0}🙂\t"), "Ri  slight smile  ");
    }

    #[test]
    fn no_line_is_wider_than_its_place() {
        let fonts = Fonts::new();
        let lines = fonts.lines("Predpasnik »Lontrg« za kovaško delavnico Najdaljšabesedabrezpresledkavvsejgorenjski", 80.0, 9.0, false);
        assert!(lines.len() > 4 && lines.iter().all(|line| fonts.width(line, 9.0, false) <= 80.0), "{lines:?}");
    }
}
