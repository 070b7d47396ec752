//! QR codes as pictures: squares on white, with the quiet zone that cameras need.

use qrcodegen::QrCode;

/// Modules of white around the code.
const QUIET: i32 = 4;

/// The code as a scalable picture, one path. Drawn at any size it keeps its edges.
pub fn svg(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{} {}h1v1h-1z", x + QUIET, y + QUIET));
        }
    }
    let side = code.size() + 2 * QUIET;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\" role=\"img\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\"{path}\"/></svg>"
    )
}

/// What a reader that shares no line with the writer makes of a code.
#[cfg(test)]
pub fn read_back(code: &QrCode) -> Vec<u8> {
    const SCALE: i32 = 4;
    let side = (code.size() + 2 * QUIET) * SCALE;
    let dark = |x: usize, y: usize| {
        let place = |at: usize| i32::try_from(at).unwrap() / SCALE - QUIET;
        code.get_module(place(x), place(y))
    };
    let side = usize::try_from(side).unwrap();
    let mut picture = rqrr::PreparedImage::prepare_from_greyscale(side, side, |x, y| if dark(x, y) { 0 } else { 255 });
    let grids = picture.detect_grids();
    assert_eq!(grids.len(), 1, "one code in the picture");
    let mut bytes = Vec::new();
    grids[0].decode_to(&mut bytes).unwrap();
    bytes
}
