/** Calendar days and local times of an event, without a browser's own zone in between. */
import { homeZone } from '#lib/i18n/index.ts';

/** `2026-12-31` to `2027-01-01`. */
export function dayAfter(day: string): string {
	const next = new Date(`${day}T12:00:00Z`);
	next.setUTCDate(next.getUTCDate() + 1);
	return next.toISOString().slice(0, 10);
}

/** The given days once each, in order. */
export const differentDays = (days: string[]): string[] => [...new Set(days.filter(Boolean))].sort();

const localParts = (at: Date, zone: string) =>
	at.toLocaleString('sv-SE', { timeZone: zone }).replace(' ', 'T');

/** An instant as a `datetime-local` field wants it, in the event's zone. */
export function toLocal(instant: string | null, zone: string = homeZone): string {
	return instant ? localParts(new Date(instant), zone).slice(0, 16) : '';
}

/** The instant that a `datetime-local` field means in the event's zone; null where it is empty. */
export function fromLocal(local: string, zone: string = homeZone): string | null {
	if (!local) return null;
	const wanted = new Date(`${local}:00Z`).getTime();
	let at = wanted;
	// Twice: the first guess may lie on the other side of a change of the clocks.
	for (let round = 0; round < 2; round++)
		at += wanted - new Date(`${localParts(new Date(at), zone)}Z`).getTime();
	return new Date(at).toISOString();
}

/** Now, as text. */
export const now = (): string => new Date().toISOString();
