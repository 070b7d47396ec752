/** Numbers as people type them: `64`, `64,5`, `1.284,50 €`. */

/** Cents, or null where nothing is said; NaN where it is not a number. */
export function centsOf(text: string): number | null {
	const value = decimalOf(text);
	return value === null ? null : Math.round(value * 100);
}

/** The last comma or point is the decimal one, unless three digits follow the only point (`1.284`). */
export function decimalOf(text: string): number | null {
	const bare = text.replace(/[\s\u00a0€]|kg|cm|%/g, '').replace('−', '-');
	if (bare === '') return null;
	if (!/^-?[\d.,]+$/.test(bare)) return NaN;
	const comma = bare.lastIndexOf(',');
	const point = bare.lastIndexOf('.');
	const at = Math.max(comma, point);
	if (at < 0) return Number(bare);
	const thousands = comma < 0 && /^-?\d{1,3}(\.\d{3})+$/.test(bare);
	if (thousands) return Number(bare.replaceAll('.', ''));
	const whole = bare.slice(0, at).replace(/[.,]/g, '') || '0';
	return Number(`${whole}.${bare.slice(at + 1)}`);
}

/** `64,00` for a field; nothing for nothing. */
export function centsText(cents: number | null | undefined): string {
	if (cents === null || cents === undefined) return '';
	const sign = cents < 0 ? '−' : '';
	const value = Math.abs(cents);
	return `${sign}${Math.floor(value / 100)},${String(value % 100).padStart(2, '0')}`;
}

/** `1,25` from 1250 thousandths, without empty decimals: grams as kg, millimetres (by ten) as cm. */
export function partsText(value: number | null | undefined, per: number): string {
	if (value === null || value === undefined) return '';
	return String(value / per).replace('.', ',');
}
