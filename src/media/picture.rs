//! From the bytes somebody sent to the files we serve: decoded under limits, turned upright, brought to sRGB, scaled, encoded.
//!
//! Nothing of the original survives but its pixels, so neither does the place where it was taken. Pure: no database, no
//! files. It is slow and hungry (up to 320 MiB), so callers run one at a time, off the request workers.

use std::io::Cursor;

use fast_image_resize::Resizer;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};

/// The widths that a page asks for. A smaller picture also keeps its own width; none is ever enlarged.
pub const WIDTHS_PX: [u32; 4] = [400, 800, 1600, 2400];
/// The most that one upload may weigh.
pub const MAX_BYTES: usize = 25 * 1024 * 1024;
const MAX_PIXELS: u64 = 50_000_000;
const MAX_DECODE_BYTES: u64 = 320 * 1024 * 1024;
const MIN_SIDE_PX: u32 = 200;
/// WebP ends at 16,383 pixels a side; a scroll longer than this is scaled by its height.
const MAX_HEIGHT_PX: u32 = 9_600;
const QUALITY: u8 = 80;
const PLACEHOLDER_BYTES: usize = 600;

/// Why a picture was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not a JPEG, PNG or WebP by its content.
    Unsupported,
    /// More pixels, or more memory, than we decode.
    TooManyPixels,
    /// The short side has too few pixels to be shown.
    TooSmall,
    /// It begins like a picture and then breaks.
    Unreadable,
}

/// One width, encoded twice.
pub struct Rendition {
    pub width_px: u32,
    pub webp: Vec<u8>,
    pub jpeg: Vec<u8>,
}

/// A picture ready to be stored.
pub struct Prepared {
    /// Size of the largest rendition, upright.
    pub width_px: u32,
    pub height_px: u32,
    /// Ascending by width.
    pub renditions: Vec<Rendition>,
    /// A tiny WebP as a data URI, to be blurred.
    pub placeholder: String,
    /// `#aabbcc`
    pub colour: String,
}

/// Decodes, turns, scales and encodes; the one entrance.
pub fn prepare(bytes: &[u8]) -> Result<Prepared, Refusal> {
    let upright = decode(bytes)?;
    let (width_px, height_px) = upright.dimensions();
    let mut renditions = Vec::new();
    let mut current = upright.clone();
    // From the largest down, each from the one before: nearly as sharp as from the original and several times faster.
    for width in widths_for(width_px).into_iter().rev() {
        if width != current.width() {
            current = scale(&current, width)?;
        }
        renditions.push(Rendition { width_px: width, webp: webp(&current, f32::from(QUALITY))?, jpeg: jpeg(&current)? });
    }
    renditions.reverse();
    let thumb = scale(&current, current.width().min(24))?;
    Ok(Prepared { width_px, height_px, renditions, placeholder: placeholder(&thumb)?, colour: dominant_colour(&thumb) })
}

/// The standard widths below the picture's own, then its own: a standard one within a tenth of it would be wasted.
fn widths_for(width_px: u32) -> Vec<u32> {
    let mut widths: Vec<u32> = WIDTHS_PX.into_iter().filter(|width| width * 10 <= width_px * 9).collect();
    widths.push(width_px);
    widths
}

fn decode(bytes: &[u8]) -> Result<RgbImage, Refusal> {
    let format = image::guess_format(bytes).map_err(|_| Refusal::Unsupported)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(Refusal::Unsupported);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_DECODE_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal_of)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODE_BYTES {
        return Err(Refusal::TooManyPixels);
    }
    if width.min(height) < MIN_SIDE_PX {
        return Err(Refusal::TooSmall);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten();
    let decoded = DynamicImage::from_decoder(decoder).map_err(refusal_of)?;
    // Scale first: turning and recolouring then cost a twentieth and never double the memory of a large original.
    let small = shrink(decoded, orientation)?;
    let mut flat = DynamicImage::ImageRgb8(on_white(small));
    flat.apply_orientation(orientation);
    let mut upright = flat.into_rgb8();
    if let Some(profile) = profile {
        to_srgb(&mut upright, &profile);
    }
    Ok(upright)
}

fn refusal_of(error: image::ImageError) -> Refusal {
    match error {
        image::ImageError::Limits(_) => Refusal::TooManyPixels,
        image::ImageError::Unsupported(_) => Refusal::Unsupported,
        _ => Refusal::Unreadable,
    }
}

/// Down to the largest width that is served, measured on the upright picture.
fn shrink(decoded: DynamicImage, orientation: Orientation) -> Result<DynamicImage, Refusal> {
    let lying =
        matches!(orientation, Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH);
    let (width, height) = (decoded.width(), decoded.height());
    let (upright_width, upright_height) = if lying { (height, width) } else { (width, height) };
    let widest = WIDTHS_PX[WIDTHS_PX.len() - 1];
    let by_height = u64::from(upright_width) * u64::from(MAX_HEIGHT_PX) / u64::from(upright_height);
    let target = upright_width.min(widest).min(u32::try_from(by_height.max(1)).unwrap_or(widest));
    if target == upright_width {
        return Ok(decoded);
    }
    let scaled = |side: u32| u32::try_from((u64::from(side) * u64::from(target) / u64::from(upright_width)).max(1)).unwrap_or(1);
    let mut small = DynamicImage::new(scaled(width), scaled(height), decoded.color());
    Resizer::new().resize(&decoded, &mut small, None).map_err(|_| Refusal::Unreadable)?;
    Ok(small)
}

/// Transparent parts become white, as they would on the page.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let source = picture.into_rgba8();
    let mut flat = RgbImage::new(source.width(), source.height());
    for (target, pixel) in flat.pixels_mut().zip(source.pixels()) {
        let alpha = u32::from(pixel[3]);
        for channel in 0..3 {
            let mixed = (u32::from(pixel[channel]) * alpha + 255 * (255 - alpha) + 127) / 255;
            target[channel] = u8::try_from(mixed).unwrap_or(u8::MAX);
        }
    }
    flat
}

/// Telephones record wider colours than the web expects. A profile that cannot be read or is not RGB leaves the pixels alone.
fn to_srgb(picture: &mut RgbImage, profile: &[u8]) {
    let Ok(source) = moxcms::ColorProfile::new_from_slice(profile) else { return };
    if source.color_space != moxcms::DataColorSpace::Rgb {
        return;
    }
    let srgb = moxcms::ColorProfile::new_srgb();
    let options = moxcms::TransformOptions::default();
    let Ok(transform) = source.create_transform_8bit(moxcms::Layout::Rgb, &srgb, moxcms::Layout::Rgb, options) else { return };
    let mut converted = vec![0_u8; picture.as_raw().len()];
    if transform.transform(picture.as_raw(), &mut converted).is_ok() {
        picture.copy_from_slice(&converted);
    }
}

/// The small steps. The large one is `shrink`'s, whose code is generic and so as fast as the build of this crate; this one is
/// optimised in every build, which is what a hundred demo pictures and the tests feel.
fn scale(picture: &RgbImage, width: u32) -> Result<RgbImage, Refusal> {
    let height = (u64::from(picture.height()) * u64::from(width) + u64::from(picture.width()) / 2) / u64::from(picture.width());
    let height = u32::try_from(height.max(1)).map_err(|_| Refusal::Unreadable)?;
    Ok(DynamicImage::ImageRgb8(picture.clone()).resize_exact(width, height, image::imageops::FilterType::CatmullRom).into_rgb8())
}

fn webp(picture: &RgbImage, quality: f32) -> Result<Vec<u8>, Refusal> {
    let encoded = webp::Encoder::from_rgb(picture.as_raw(), picture.width(), picture.height()).encode_simple(false, quality);
    Ok(encoded.map_err(|_| Refusal::Unreadable)?.to_vec())
}

fn jpeg(picture: &RgbImage) -> Result<Vec<u8>, Refusal> {
    let side = |px: u32| u16::try_from(px).map_err(|_| Refusal::Unreadable);
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, QUALITY);
    encoder.set_progressive(true);
    encoder.set_optimized_huffman_tables(true);
    encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2);
    encoder
        .encode(picture.as_raw(), side(picture.width())?, side(picture.height())?, jpeg_encoder::ColorType::Rgb)
        .map_err(|_| Refusal::Unreadable)?;
    Ok(bytes)
}

/// The largest of a few tiny pictures that fits the budget; a page carries one for each of its pictures.
fn placeholder(thumb: &RgbImage) -> Result<String, Refusal> {
    for (width, quality) in [(24, 40.0), (16, 30.0), (12, 20.0), (6, 10.0)] {
        let small = scale(thumb, width.min(thumb.width()))?;
        let encoded = base64(&webp(&small, quality)?);
        let uri = format!("data:image/webp;base64,{encoded}");
        if uri.len() <= PLACEHOLDER_BYTES {
            return Ok(uri);
        }
    }
    // A strip of a thousand to one: its colour alone will do.
    Ok(String::new())
}

/// Data URIs want the standard letters; `kit` writes the url-safe ones.
fn base64(bytes: &[u8]) -> String {
    let mut text = crate::kit::text::base64url(bytes).replace('-', "+").replace('_', "/");
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// The mean of the fullest of 64 boxes of colour: what the eye would name, rather than the grey that an overall mean gives.
fn dominant_colour(thumb: &RgbImage) -> String {
    let mut boxes = [[0_u32; 4]; 64];
    for pixel in thumb.pixels() {
        let index = (usize::from(pixel[0] >> 6) << 4) | (usize::from(pixel[1] >> 6) << 2) | usize::from(pixel[2] >> 6);
        let fullest = &mut boxes[index];
        fullest[0] += 1;
        for channel in 0..3 {
            fullest[channel + 1] += u32::from(pixel[channel]);
        }
    }
    let [count, red, green, blue] = boxes.into_iter().max_by_key(|slot| slot[0]).unwrap_or([1, 0, 0, 0]);
    let count = count.max(1);
    format!("#{:02x}{:02x}{:02x}", red / count, green / count, blue / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Left half red, right half blue, with an EXIF block: turned by `orientation`, taken at a place.
    fn telephone_picture(width: u16, height: u16, orientation: u8) -> Vec<u8> {
        let mut pixels = Vec::with_capacity(usize::from(width) * usize::from(height) * 3);
        for _ in 0..height {
            for x in 0..width {
                pixels.extend_from_slice(if x < width / 2 { &[200, 20, 20] } else { &[20, 20, 200] });
            }
        }
        let mut exif = b"Exif\0\0II*\0\x08\0\0\0\x02\0".to_vec();
        exif.extend_from_slice(&[0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0]);
        exif.extend_from_slice(&[0x25, 0x88, 4, 0, 1, 0, 0, 0, 38, 0, 0, 0]);
        exif.extend_from_slice(&[0, 0, 0, 0]);
        exif.extend_from_slice(&[1, 0, 1, 0, 2, 0, 2, 0, 0, 0, b'N', 0, 0, 0, 0, 0, 0, 0]);
        exif.extend_from_slice(b"GPS-SECRET-PLACE");
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        encoder.add_app_segment(1, exif).unwrap();
        encoder.encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb).unwrap();
        bytes
    }

    fn contains(haystack: &[u8], needle: &[u8]) -> bool {
        haystack.windows(needle.len()).any(|window| window == needle)
    }

    #[test]
    fn a_telephone_picture_is_upright_and_forgets_its_place() {
        let original = telephone_picture(1000, 600, 6);
        assert!(contains(&original, b"GPS-SECRET-PLACE"));
        let prepared = prepare(&original).unwrap();
        assert_eq!((prepared.width_px, prepared.height_px), (600, 1000));
        for rendition in &prepared.renditions {
            for file in [&rendition.webp, &rendition.jpeg] {
                assert!(!contains(file, b"GPS-SECRET-PLACE") && !contains(file, b"Exif") && !contains(file, b"EXIF"));
                let shown = image::load_from_memory(file).unwrap().into_rgb8();
                assert_eq!(shown.width(), rendition.width_px);
                let (top, bottom) = (shown.get_pixel(shown.width() / 2, 20), shown.get_pixel(shown.width() / 2, shown.height() - 20));
                assert!(top[0] > 150 && top[2] < 90, "turned clockwise, the left half is on top: {top:?}");
                assert!(bottom[2] > 150 && bottom[0] < 90, "and the right half below: {bottom:?}");
            }
        }
    }

    #[test]
    fn a_picture_is_never_enlarged() {
        let widths = |px: u32| widths_for(px);
        assert_eq!(widths(300), [300]);
        assert_eq!(widths(420), [420]);
        assert_eq!(widths(1200), [400, 800, 1200]);
        assert_eq!(widths(2400), [400, 800, 1600, 2400]);
    }

    #[test]
    fn placeholder_and_colour_stay_small_and_true() {
        let prepared = prepare(&telephone_picture(2000, 1000, 1)).unwrap();
        assert!(prepared.placeholder.starts_with("data:image/webp;base64,"));
        assert!(prepared.placeholder.len() <= PLACEHOLDER_BYTES, "{}", prepared.placeholder.len());
        assert!(prepared.colour.starts_with("#c") || prepared.colour.starts_with("#1"), "{}", prepared.colour);
        assert_eq!(prepared.renditions.iter().map(|r| r.width_px).collect::<Vec<_>>(), [400, 800, 1600, 2000]);
    }

    #[test]
    fn a_bomb_is_refused_by_its_head() {
        // A PNG head that promises 20,000 x 20,000 pixels, and nothing behind it.
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        png.extend_from_slice(&20_000_u32.to_be_bytes());
        png.extend_from_slice(&20_000_u32.to_be_bytes());
        png.extend_from_slice(&[8, 2, 0, 0, 0]);
        png.extend_from_slice(&crc32(&png[12..]).to_be_bytes());
        png.extend_from_slice(b"\0\0\0\0IDAT\x35\xaf\x06\x1e\0\0\0\0IEND\xae\x42\x60\x82");
        assert_eq!(prepare(&png).err(), Some(Refusal::TooManyPixels));
    }

    #[test]
    fn what_is_no_picture_is_refused() {
        assert_eq!(prepare(b"Dear sir, here is my apron.").err(), Some(Refusal::Unsupported));
        assert_eq!(prepare(b"<svg xmlns='http://www.w3.org/2000/svg'/>").err(), Some(Refusal::Unsupported));
        assert_eq!(prepare(&telephone_picture(400, 100, 1)).err(), Some(Refusal::TooSmall));
        let broken = telephone_picture(800, 800, 1);
        assert_eq!(prepare(&broken[..60]).err(), Some(Refusal::Unreadable));
    }

    #[test]
    fn transparent_becomes_white() {
        let clear = image::RgbaImage::from_pixel(300, 300, image::Rgba([10, 10, 10, 0]));
        let mut png = Vec::new();
        clear.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        assert_eq!(prepare(&png).unwrap().colour, "#ffffff");
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
        })
    }
}
