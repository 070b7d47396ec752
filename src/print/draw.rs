//! From places to a file.

use std::num::NonZeroU16;

use krilla::color::rgb;
use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};

use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};
use krilla::surface::Surface;
use krilla::tagging::{Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagTree};
use krilla::text::{Font, TextDirection};
use krilla::{Data, Document, SerializeSettings};

use super::About;
use super::fonts;
use super::layout::{Cell, HEIGHT, LEFT, Mark, Part, Row, Sheets, TEXT, WIDTH, What};
use crate::kit::{Error, Result};

const FOOT: f32 = 7.0;

/// The file of these sheets.
pub fn file(about: &About, sheets: Sheets) -> Result<Vec<u8>> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Error::internal(format!("{error:?}")))?;
    let mut document = Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let fonts = Fonts { regular: font(false)?, bold: font(true)? };
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or_else(|| Error::internal("a sheet without a size"))?;
    let mut leaves: Vec<Vec<Identifier>> = vec![Vec::new(); sheets.leaves()];
    let count = sheets.marks.len();
    for (index, marks) in sheets.marks.iter().enumerate() {
        let mut page = document.start_page_with(settings.clone());
        let mut surface = page.surface();
        surface.set_fill(Some(ink()));
        for mark in marks {
            draw(&mut surface, &fonts, mark, &mut leaves);
        }
        foot(&mut surface, &fonts, &sheets, about, &format!("{} {}/{count}", about.sheet, index + 1));
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(about, sheets.parts, leaves));
    let mut outline = Outline::new();
    outline.push_child(OutlineNode::new(about.title.clone(), XyzDestination::new(0, Point::from_xy(0.0, 0.0))));
    document.set_outline(outline);
    document.set_metadata(metadata(about));
    document.finish().map_err(|error| Error::internal(format!("{error:?}")))
}

struct Fonts {
    regular: Font,
    bold: Font,
}

fn font(bold: bool) -> Result<Font> {
    Font::new(Data::from(fonts::bytes(bold)), 0).ok_or_else(|| Error::internal("a font that does not open"))
}

fn ink() -> Fill {
    Fill { paint: rgb::Color::new(0x14, 0x20, 0x2b).into(), opacity: NormalizedF32::ONE, rule: FillRule::default() }
}

fn metadata(about: &About) -> Metadata {
    let day = about.day.civil();
    let (month, date) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    let made = DateTime::new(day.year().unsigned_abs()).month(month).day(date);
    Metadata::new()
        .title(about.title.clone())
        .language(about.language.to_owned())
        .authors(vec![about.author.clone()])
        .creator("Modrotisk".to_owned())
        .creation_date(made)
}

fn draw(surface: &mut Surface<'_>, fonts: &Fonts, mark: &Mark, leaves: &mut [Vec<Identifier>]) {
    let artifact = ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout));
    let tag = match (&mark.what, mark.leaf) {
        (_, None) => artifact,
        (What::Words { .. }, Some(_)) => ContentTag::Span(SpanTag::empty()),
        _ => ContentTag::Other,
    };
    let identifier = surface.start_tagged(tag);
    match &mark.what {
        What::Words { x, y, size, bold, text } => write(surface, fonts, (*x, *y), *size, *bold, text),
        What::Rule { x, y, width, thick } => rectangles(surface, [Rect::from_xywh(*x, *y, *width, *thick)]),
        What::Squares { side, corners } => rectangles(surface, corners.iter().map(|(x, y)| Rect::from_xywh(*x, *y, *side, *side))),
    }
    surface.end_tagged();
    if let Some(leaf) = mark.leaf.and_then(|leaf| leaves.get_mut(leaf)) {
        leaf.push(identifier);
    }
}

fn write(surface: &mut Surface<'_>, fonts: &Fonts, at: (f32, f32), size: f32, bold: bool, text: &str) {
    let font = if bold { &fonts.bold } else { &fonts.regular };
    surface.draw_text(Point::from_xy(at.0, at.1), font.clone(), size, text, false, TextDirection::LeftToRight);
}

fn rectangles(surface: &mut Surface<'_>, all: impl IntoIterator<Item = Option<Rect>>) {
    let mut path = PathBuilder::new();
    for rectangle in all.into_iter().flatten() {
        path.push_rect(rectangle);
    }
    if let Some(path) = path.finish() {
        surface.draw_path(&path);
    }
}

/// The foot of a sheet is no part of what is read aloud.
fn foot(surface: &mut Surface<'_>, drawn: &Fonts, sheets: &Sheets, about: &About, number: &str) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(ArtifactType::Footer)));
    let width = sheets.fonts().width(number, FOOT, false);
    let lines = sheets.fonts().lines(&about.foot, TEXT - width - 20.0, FOOT, false);
    for (index, line) in lines.iter().take(3).enumerate() {
        write(surface, drawn, (LEFT, HEIGHT - 46.0 + index as f32 * 9.5), FOOT, false, line);
    }
    write(surface, drawn, (LEFT + TEXT - width, HEIGHT - 46.0), FOOT, false, number);
    surface.end_tagged();
}

/// The structure, with what was drawn for each leaf.
fn tree(about: &About, parts: Vec<Part>, mut leaves: Vec<Vec<Identifier>>) -> TagTree {
    let mut taken =
        |leaf: usize| -> Vec<Node> { leaves.get_mut(leaf).map(std::mem::take).unwrap_or_default().into_iter().map(Node::Leaf).collect() };
    let mut tree = TagTree::new().with_lang(Some(about.language.to_owned()));
    for part in parts {
        tree.push(match part {
            Part::Heading(level, title, leaf) => {
                let level = NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN);
                TagGroup::with_children(Tag::Hn(level, Some(title)), taken(leaf))
            }
            Part::Paragraph(leaf) => TagGroup::with_children(Tag::P, taken(leaf)),
            Part::Code(says, leaf) => TagGroup::with_children(Tag::Figure(Some(says)), taken(leaf)),
            Part::Table(rows) => table(rows, &mut taken),
        });
    }
    tree
}

fn table(rows: Vec<Row>, taken: &mut dyn FnMut(usize) -> Vec<Node>) -> TagGroup {
    let (mut head, mut body) = (TagGroup::new(Tag::THead), TagGroup::new(Tag::TBody));
    for row in rows {
        let mut group = TagGroup::new(Tag::TR);
        for Cell { leaf, heads_row } in row.cells {
            let words = TagGroup::with_children(Tag::P, taken(leaf));
            let children = vec![Node::Group(words)];
            group.push(match (row.head, heads_row) {
                (true, _) => TagGroup::with_children(Tag::TH(TableHeaderScope::Column), children),
                (false, true) => TagGroup::with_children(Tag::TH(TableHeaderScope::Row), children),
                (false, false) => TagGroup::with_children(Tag::TD, children),
            });
        }
        if row.head { head.push(group) } else { body.push(group) }
    }
    let mut table = TagGroup::new(Tag::Table);
    if !head.children.is_empty() {
        table.push(head);
    }
    table.push(body);
    table
}
