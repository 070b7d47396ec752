//! Where everything stands: from words to places on sheets, with the structure that a screen reader follows. Pure.

use qrcodegen::QrCode;

use super::fonts::Fonts;
use super::{Notice, Table};

/// A4 in points.
pub const WIDTH: f32 = 595.276;
pub const HEIGHT: f32 = 841.89;

/// The margins.
pub const LEFT: f32 = 51.0;
const TOP: f32 = 51.0;
/// The lowest line of text; below it stands the foot.
const BOTTOM: f32 = HEIGHT - 62.0;
/// The width of the text.
pub const TEXT: f32 = WIDTH - 2.0 * LEFT;

/// The sizes of letters, and from line to line.
const SIZE: f32 = 9.0;
const LEADING: f32 = 13.0;
const SMALL: f32 = 7.5;
const GAP: f32 = 14.0;
/// Between the columns of a table.
const GUTTER: f32 = 8.0;
/// The side of a code.
const CODE: f32 = 120.0;

/// A mark on a sheet, and the leaf of the structure that it belongs to; without one it is mere ornament.
pub struct Mark {
    /// What is drawn.
    pub what: What,
    /// Where it belongs.
    pub leaf: Option<usize>,
}

/// What is drawn.
pub enum What {
    /// Words, by the left end of their line.
    Words { x: f32, y: f32, size: f32, bold: bool, text: String },
    /// A line from the left to the right.
    Rule { x: f32, y: f32, width: f32, thick: f32 },
    /// Black squares.
    Squares { side: f32, corners: Vec<(f32, f32)> },
}

/// The structure: what is what, for those who cannot see it.
pub enum Part {
    Heading(u16, String, usize),
    Paragraph(usize),
    Code(String, usize),
    Table(Vec<Row>),
}

/// A row of a table.
pub struct Row {
    /// Whether its cells are the heads of their columns.
    pub head: bool,
    /// Its cells; the first may be the head of its row.
    pub cells: Vec<Cell>,
}

/// A cell, and whether it is the head of its row.
pub struct Cell {
    pub leaf: usize,
    pub heads_row: bool,
}

/// Sheets that are being laid out.
pub struct Sheets {
    fonts: Fonts,
    y: f32,
    leaves: usize,
    /// The marks of every sheet.
    pub marks: Vec<Vec<Mark>>,
    /// The structure, in the order of reading.
    pub parts: Vec<Part>,
}

impl Sheets {
    pub fn new() -> Sheets {
        Sheets { fonts: Fonts::new(), y: TOP, leaves: 0, marks: vec![Vec::new()], parts: Vec::new() }
    }

    /// How many leaves the structure has.
    pub fn leaves(&self) -> usize {
        self.leaves
    }

    /// The fonts, to measure with.
    pub fn fonts(&self) -> &Fonts {
        &self.fonts
    }

    /// A further leaf of the structure.
    pub fn leaf(&mut self) -> usize {
        self.leaves += 1;
        self.leaves - 1
    }

    /// Draws something on the last sheet.
    pub fn draw(&mut self, what: What, leaf: Option<usize>) {
        if let Some(sheet) = self.marks.last_mut() {
            sheet.push(Mark { what, leaf });
        }
    }

    fn words(&mut self, x: f32, size: f32, bold: bool, text: &str, leaf: Option<usize>) {
        if !text.is_empty() {
            self.draw(What::Words { x, y: self.y, size, bold, text: text.to_owned() }, leaf);
        }
    }

    /// Begins another sheet when so much does not fit on this one. Tells whether it did.
    fn make_room(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM && self.y > TOP;
        if full {
            self.marks.push(Vec::new());
            self.y = TOP;
        }
        full
    }

    pub fn heading(&mut self, text: &str, level: u16) {
        let size = if level == 1 { 20.0 } else { 11.0 };
        let lines = self.fonts.lines(text, TEXT, size, true);
        self.make_room(size * 1.3 * lines.len() as f32 + 3.0 * LEADING);
        let leaf = self.leaf();
        self.y += size;
        for line in &lines {
            self.words(LEFT, size, true, line, Some(leaf));
            self.y += size * 1.3;
        }
        self.y += if level == 1 { GAP } else { -size + 6.0 };
        self.parts.push(Part::Heading(level, text.to_owned(), leaf));
    }

    pub fn paragraph(&mut self, text: &str, bold: bool) {
        let lines = self.fonts.lines(text, TEXT, SIZE, bold);
        let leaf = self.leaf();
        for line in &lines {
            self.make_room(LEADING);
            self.y += SIZE;
            self.words(LEFT, SIZE, bold, line, Some(leaf));
            self.y += LEADING - SIZE;
        }
        self.y += LEADING / 2.0;
        self.parts.push(Part::Paragraph(leaf));
    }

    pub fn beside(&mut self, left: &Notice, right: Option<&Notice>) {
        let half = (TEXT - 2.0 * GUTTER) / 2.0;
        let top = self.y;
        let mut lowest = top;
        for (index, notice) in [Some(left), right].into_iter().flatten().enumerate() {
            let x = LEFT + index as f32 * (half + 2.0 * GUTTER);
            self.y = top;
            self.notice(x, half, notice);
            lowest = lowest.max(self.y);
        }
        self.y = lowest + GAP;
    }

    fn notice(&mut self, x: f32, width: f32, notice: &Notice) {
        let leaf = self.leaf();
        self.y += SIZE;
        let label = self.fonts.fitting(&notice.label).into_owned();
        self.words(x, SMALL, false, &label, Some(leaf));
        self.parts.push(Part::Paragraph(leaf));
        self.y += LEADING;
        let leaf = self.leaf();
        for (index, text) in notice.lines.iter().enumerate() {
            let bold = index == 0;
            for line in self.fonts.lines(text, width, SIZE, bold) {
                self.words(x, SIZE, bold, &line, Some(leaf));
                self.y += LEADING;
            }
        }
        self.y -= SIZE;
        self.parts.push(Part::Paragraph(leaf));
    }

    pub fn facts(&mut self, facts: &[(&str, String)]) {
        self.facts_at(LEFT, TEXT, facts);
        self.y += GAP / 2.0;
    }

    fn facts_at(&mut self, left: f32, width: f32, facts: &[(&str, String)]) {
        let label = facts.iter().map(|(label, _)| self.fonts.width(label, SIZE, false)).fold(60.0, f32::max).min(width / 2.0);
        let mut rows = Vec::new();
        for (name, value) in facts {
            let values = self.fonts.lines(value, width - label - 2.0 * GUTTER, SIZE, true);
            self.make_room(values.len() as f32 * LEADING);
            let (head, cell) = (self.leaf(), self.leaf());
            self.y += SIZE;
            let name = self.fonts.fitting(name).into_owned();
            self.words(left, SIZE, false, &name, Some(head));
            for line in &values {
                self.words(left + label + 2.0 * GUTTER, SIZE, true, line, Some(cell));
                self.y += LEADING;
            }
            self.y -= SIZE;
            rows.push(Row { head: false, cells: vec![Cell { leaf: head, heads_row: true }, Cell { leaf: cell, heads_row: false }] });
        }
        self.parts.push(Part::Table(rows));
    }

    pub fn table(&mut self, table: &Table) {
        self.make_room(4.0 * LEADING);
        let heads: Vec<String> = table.columns.iter().map(|column| column.head.to_owned()).collect();
        let head_cells = self.row(table, &heads, SMALL, false, true);
        let mut rows = vec![Row { head: true, cells: head_cells }];
        for (bold, cells) in table.rows.iter().map(|row| (false, row)).chain(table.sums.iter().map(|row| (true, row))) {
            if self.make_room(self.height(table, cells, bold) + 4.0) {
                self.row(table, &heads, SMALL, false, false);
            }
            let cells = self.row(table, cells, SIZE, bold, true);
            rows.push(Row { head: false, cells });
        }
        self.y += GAP;
        self.parts.push(Part::Table(rows));
    }

    fn height(&self, table: &Table, cells: &[String], bold: bool) -> f32 {
        let lines = table
            .columns
            .iter()
            .zip(cells)
            .map(|(column, cell)| self.fonts.lines(cell, TEXT * column.share as f32 / 100.0 - GUTTER, SIZE, bold).len());
        lines.max().unwrap_or(1) as f32 * LEADING
    }

    /// Draws a row and the rule below it. One that only repeats the heads is no part of the structure.
    fn row(&mut self, table: &Table, cells: &[String], size: f32, bold: bool, counts: bool) -> Vec<Cell> {
        let (top, mut lowest, mut x) = (self.y, self.y, LEFT);
        let mut made = Vec::new();
        for (column, text) in table.columns.iter().zip(cells) {
            let width = TEXT * column.share as f32 / 100.0;
            let leaf = counts.then(|| self.leaf());
            self.y = top + size + 2.0;
            for line in self.fonts.lines(text, width - GUTTER, size, bold) {
                let indent = if column.right { width - GUTTER - self.fonts.width(&line, size, bold) } else { 0.0 };
                self.words(x + indent, size, bold, &line, leaf);
                self.y += LEADING;
            }
            lowest = lowest.max(self.y - size);
            x += width;
            made.extend(leaf.map(|leaf| Cell { leaf, heads_row: false }));
        }
        self.y = lowest;
        self.draw(What::Rule { x: LEFT, y: lowest - 1.0, width: TEXT - GUTTER, thick: if bold || size < SIZE { 0.8 } else { 0.3 } }, None);
        made
    }

    pub fn code(&mut self, code: &QrCode, says: &str, facts: &[(&str, String)]) {
        self.make_room(CODE + GAP);
        let top = self.y;
        self.code_at((LEFT, top), CODE, code, says);
        self.facts_at(LEFT + CODE + 2.0 * GAP, TEXT - CODE - 2.0 * GAP, facts);
        self.y = self.y.max(top + CODE) + GAP;
    }
    /// A code of a size, its upper left corner at a place.
    pub fn code_at(&mut self, (left, top): (f32, f32), wide: f32, code: &QrCode, says: &str) {
        let leaf = self.leaf();
        let side = wide / code.size() as f32;
        let dark = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (x, y))).filter(|(x, y)| code.get_module(*x, *y));
        let corners = dark.map(|(x, y)| (left + x as f32 * side, top + y as f32 * side)).collect();
        self.draw(What::Squares { side, corners }, Some(leaf));
        self.parts.push(Part::Code(says.to_owned(), leaf));
    }
}
