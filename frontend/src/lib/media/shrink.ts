/** Pictures are made small enough in the browser before they travel: a phone's twelve megapixels on a village line. */

/** The longer side that a sent picture may have. */
export const longest = 3000;
export const accepted = 'image/jpeg,image/png,image/webp';
const smallEnough = 2_500_000;

/** The size to draw: within the longest side, in proportion, never larger than it was, never less than a pixel. */
export function shrunk(width: number, height: number, limit = longest): { width: number; height: number } {
	const factor = Math.min(1, limit / Math.max(width, height));
	return {
		width: Math.max(1, Math.round(width * factor)),
		height: Math.max(1, Math.round(height * factor))
	};
}

/** Worth drawing again: too many pixels, or a file so heavy that the line would suffer. */
export function needsShrinking(width: number, height: number, bytes: number): boolean {
	return Math.max(width, height) > longest || bytes > smallEnough;
}

/** The file as it should travel. What the browser cannot read travels as it is: the server judges it. */
export async function shrink(file: File): Promise<Blob> {
	let bitmap: ImageBitmap;
	try {
		bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
	} catch {
		return file;
	}
	try {
		if (!needsShrinking(bitmap.width, bitmap.height, file.size)) return file;
		const size = shrunk(bitmap.width, bitmap.height);
		const canvas = document.createElement('canvas');
		canvas.width = size.width;
		canvas.height = size.height;
		const context = canvas.getContext('2d');
		if (!context) return file;
		context.imageSmoothingQuality = 'high';
		context.drawImage(bitmap, 0, 0, size.width, size.height);
		// A PNG may be see-through, which JPEG would paint black.
		const kind = file.type === 'image/jpeg' ? 'image/jpeg' : 'image/webp';
		const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, kind, 0.9));
		return drawn && drawn.type === kind && drawn.size < file.size ? drawn : file;
	} finally {
		bitmap.close();
	}
}
