export interface Money {
	/** Cents. */
	amount: number;
	currency: string;
}

export interface Page<T> {
	items: T[];
	next: string | null;
}

export type Locale = 'sl' | 'en' | 'de' | 'it';
export type Translations = Partial<Record<Locale, string>>;

/** A stored picture as its owner sees it. */
export interface MediaView {
	id: string;
	width_px: number;
	height_px: number;
	/** Ascending; `/media/{id}/{width}.webp` exists for each. */
	widths: number[];
	alt: Translations;
	/** A tiny picture as a data URI, shown until the real one is there. */
	placeholder: string;
	/** The dominant colour, `#a1b2c3`. */
	colour: string;
}

/** A stored picture as the public sees it: one alternative text. */
export interface PictureView extends Omit<MediaView, 'alt'> {
	alt: string;
}

/** What a thing still lacks, by the place of its field. */
export interface Missing {
	pointer: string;
	code: string;
	detail: string;
}
