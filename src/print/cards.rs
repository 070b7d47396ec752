//! Cards to cut out: eight on a sheet, edge to edge, with marks at the corners. A card with much to say is written smaller.

use super::Card;
use super::layout::{HEIGHT, Part, Sheets, WIDTH, What};

/// On each sheet.
const COLUMNS: usize = 2;
const ROWS: usize = 4;
/// The margins in which the marks stand; the foot of the sheet lies below.
const SIDE: f32 = 34.0;
const TOP: f32 = 40.0;
const BOTTOM: f32 = HEIGHT - 58.0;
/// The size of a card.
const WIDE: f32 = (WIDTH - 2.0 * SIDE) / COLUMNS as f32;
const HIGH: f32 = (BOTTOM - TOP) / ROWS as f32;
/// From the edge of a card to its words, and the side of its code.
const INNER: f32 = 13.0;
const CODE: f32 = 84.0;
const GUTTER: f32 = 10.0;
/// How much smaller a card may be written, in tenths.
const SMALLER: [f32; 6] = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5];

/// Words of a card, in lines.
struct Block {
    what: Of,
    size: f32,
    bold: bool,
    lines: Vec<String>,
}

#[derive(PartialEq)]
enum Of {
    Title,
    Figure,
    Line,
}

impl Block {
    fn height(&self) -> f32 {
        self.lines.len() as f32 * self.size * 1.25 + if self.what == Of::Line { 2.0 } else { 4.0 }
    }
}

impl Sheets {
    /// The cards in their order, with the title of all in the margin of the first sheet.
    pub fn cards(&mut self, title: &str, cards: &[Card]) {
        let leaf = self.leaf();
        let first = self.fonts().lines(title, WIDTH - 2.0 * SIDE, 8.0, true).into_iter().next().unwrap_or_default();
        self.draw(What::Words { x: SIDE, y: 24.0, size: 8.0, bold: true, text: first }, Some(leaf));
        self.parts.push(Part::Heading(1, title.to_owned(), leaf));
        for (index, card) in cards.iter().enumerate() {
            let place = index % (COLUMNS * ROWS);
            if place == 0 {
                if index > 0 {
                    self.marks.push(Vec::new());
                }
                self.marks_to_cut();
            }
            self.card(SIDE + (place % COLUMNS) as f32 * WIDE, TOP + (place / COLUMNS) as f32 * HIGH, card);
        }
    }

    /// Short lines beyond the edges, and crosses where four cards meet.
    fn marks_to_cut(&mut self) {
        const LONG: f32 = 8.0;
        const THIN: f32 = 0.4;
        for column in 0..=COLUMNS {
            let x = SIDE + column as f32 * WIDE - THIN / 2.0;
            for y in [TOP - LONG - 2.0, BOTTOM + 2.0] {
                self.draw(What::Rule { x, y, width: THIN, thick: LONG }, None);
            }
            for row in 1..ROWS {
                let y = TOP + row as f32 * HIGH;
                self.draw(What::Rule { x, y: y - LONG / 2.0, width: THIN, thick: LONG }, None);
            }
        }
        for row in 0..=ROWS {
            let y = TOP + row as f32 * HIGH - THIN / 2.0;
            for x in [SIDE - LONG - 2.0, WIDTH - SIDE + 2.0] {
                self.draw(What::Rule { x, y, width: LONG, thick: THIN }, None);
            }
            if row > 0 && row < ROWS {
                self.draw(What::Rule { x: SIDE + WIDE - LONG / 2.0, y, width: LONG, thick: THIN }, None);
            }
        }
    }

    fn card(&mut self, left: f32, top: f32, card: &Card) {
        let blocks = self.fitted(card);
        let (end, mut y) = (top + HIGH - INNER, top + INNER);
        for block in blocks {
            let leaf = self.leaf();
            for (index, line) in block.lines.iter().enumerate() {
                y += block.size * 1.25;
                // Nobody writes so much; what would run over the edge is left to the page behind the code.
                if y > end {
                    break;
                }
                let at = y - block.size * 0.25;
                self.draw(What::Words { x: left + INNER, y: at, size: block.size, bold: block.bold, text: line.clone() }, Some(leaf));
                if block.what == Of::Figure && index == 0 {
                    let x = left + INNER + self.fonts().width(line, block.size, block.bold) + 5.0;
                    let unit = self.fonts().fitting(&card.unit).into_owned();
                    self.draw(What::Words { x, y: at, size: 7.5, bold: false, text: unit }, Some(leaf));
                }
            }
            y += block.height() - block.lines.len() as f32 * block.size * 1.25;
            self.parts.push(match block.what {
                Of::Title => Part::Heading(2, card.title.clone(), leaf),
                _ => Part::Paragraph(leaf),
            });
        }
        self.code_at((left + WIDE - INNER - CODE, end - CODE), CODE, &card.code, &card.says);
    }

    /// The words in the largest letters in which they fit beside and above the code.
    fn fitted(&self, card: &Card) -> Vec<Block> {
        let mut blocks = Vec::new();
        for scale in SMALLER {
            blocks = self.blocks(card, scale);
            let above: f32 = blocks.iter().filter(|block| block.what != Of::Line).map(Block::height).sum();
            let all: f32 = blocks.iter().map(Block::height).sum();
            if above <= HIGH - 2.0 * INNER - CODE && all <= HIGH - 2.0 * INNER {
                break;
            }
        }
        blocks
    }

    fn blocks(&self, card: &Card, scale: f32) -> Vec<Block> {
        let whole = WIDE - 2.0 * INNER;
        let block = |what, text: &str, size: f32, bold, width| {
            let size = size * scale;
            Block { what, size, bold, lines: self.fonts().lines(text, width, size, bold) }
        };
        let mut blocks = vec![block(Of::Title, &card.title, 13.0, true, whole), block(Of::Figure, &card.figure, 17.0, true, whole)];
        blocks.extend((card.lines.iter().enumerate()).map(|(index, line)| block(Of::Line, line, 8.5, index == 0, whole - CODE - GUTTER)));
        blocks
    }
}
