/** Prices, dates, weights and sizes as people write them. All dates are read in Ljubljana unless a zone is given. */
import { intlTags, type Locale } from './locales.ts';

export const homeZone = 'Europe/Ljubljana';

export interface Amount {
	amount: number;
	currency: string;
}

const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function once<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
	key: string,
	make: () => T
): T {
	let format = made.get(key) as T | undefined;
	if (!format) made.set(key, (format = make()));
	return format;
}

/** `64,00 €` from cents. A minus is a true minus. */
export function money(locale: Locale, value: Amount): string {
	const format = once(
		`money ${locale} ${value.currency}`,
		() =>
			new Intl.NumberFormat(intlTags[locale], {
				style: 'currency',
				currency: value.currency,
				useGrouping: 'always'
			})
	);
	return format.format(value.amount / 100).replace('-', '−');
}

export function number(locale: Locale, value: number, digits = 0): string {
	return once(
		`number ${locale} ${digits}`,
		() => new Intl.NumberFormat(intlTags[locale], { maximumFractionDigits: digits })
	).format(value);
}

/** `0,34 kg` from grams. */
export function weight(locale: Locale, grams: number): string {
	return `${number(locale, grams / 1000, 2)}\u00a0kg`;
}

/** `88 × 78 cm` from millimetres; what is not given is left out. */
export function size(locale: Locale, ...millimetres: (number | null | undefined)[]): string {
	const given = millimetres.filter((value): value is number => typeof value === 'number' && value > 0);
	if (given.length === 0) return '';
	return `${given.map((value) => number(locale, value / 10, 1)).join('\u00a0×\u00a0')}\u00a0cm`;
}

type DateStyle = 'date' | 'short' | 'day' | 'long' | 'time' | 'full' | 'month';

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
	date: { day: 'numeric', month: 'numeric', year: 'numeric' },
	short: { day: 'numeric', month: 'numeric' },
	day: { weekday: 'short', day: 'numeric', month: 'numeric' },
	long: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
	time: { hour: 'numeric', minute: '2-digit' },
	full: { day: 'numeric', month: 'numeric', year: 'numeric', hour: 'numeric', minute: '2-digit' },
	month: { month: 'long', year: 'numeric' }
};

function dateFormat(locale: Locale, style: DateStyle, zone: string): Intl.DateTimeFormat {
	return once(
		`date ${locale} ${style} ${zone}`,
		() => new Intl.DateTimeFormat(intlTags[locale], { ...styles[style], timeZone: zone })
	);
}

/** An instant (RFC 3339) or a calendar day (`2026-12-11`, which never shifts with the zone). */
export function date(locale: Locale, value: string, style: DateStyle = 'date', zone = homeZone): string {
	const calendarDay = value.length === 10;
	const instant = new Date(calendarDay ? `${value}T12:00:00Z` : value);
	if (Number.isNaN(instant.getTime())) return value;
	return dateFormat(locale, style, calendarDay ? 'UTC' : zone).format(instant);
}

/** `11.–13. 12. 2026` for calendar days. */
export function dateRange(locale: Locale, from: string, to: string, style: DateStyle = 'date'): string {
	if (from === to) return date(locale, from, style);
	const [start, end] = [from, to].map((day) => new Date(day.length === 10 ? `${day}T12:00:00Z` : day));
	if (!start || !end) return '';
	return dateFormat(locale, style, from.length === 10 ? 'UTC' : homeZone).formatRange(start, end);
}

/** `pred 2 dnevoma`, `in 5 minutes`. */
export function relative(locale: Locale, value: string, now: number = Date.now()): string {
	const seconds = (new Date(value).getTime() - now) / 1000;
	const units: [Intl.RelativeTimeFormatUnit, number][] = [
		['day', 86_400],
		['hour', 3_600],
		['minute', 60]
	];
	const format = once(
		`relative ${locale}`,
		() => new Intl.RelativeTimeFormat(intlTags[locale], { numeric: 'auto' })
	);
	for (const [unit, length] of units) {
		if (Math.abs(seconds) >= length || unit === 'minute')
			return format.format(Math.round(seconds / length), unit);
	}
	return '';
}

/** `14:05` left of a span of milliseconds; never negative. */
export function countdown(milliseconds: number): string {
	const seconds = Math.max(0, Math.floor(milliseconds / 1000));
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
