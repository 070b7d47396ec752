/** A pop-up's codes in visitors' words. The back office has its own, so that the shop carries no message of it. */
import { language, m } from '#lib/i18n/index.ts';
import type { PopupCard, PopupKind, StepFree } from '#lib/api/index.ts';

const kinds: Record<PopupKind, () => string> = {
	popup: m.popups_kind_popup,
	festival: m.popups_kind_festival,
	workshop_day: m.popups_kind_workshop_day,
	career_day: m.popups_kind_career_day,
	shop_window_route: m.popups_kind_shop_window_route
};
export const kindName = (kind: PopupKind): string => kinds[kind]();

const stepFree: Record<StepFree, () => string> = {
	step_free: m.popups_step_free_step_free,
	ramp: m.popups_step_free_ramp,
	lift: m.popups_step_free_lift,
	limited: m.popups_step_free_limited,
	none: m.popups_step_free_none
};
export const entrance = (kind: StepFree): string => stepFree[kind]();

const heatings = {
	full: m.popups_heating_full,
	partial: m.popups_heating_partial,
	none: m.popups_heating_none
};
export const heating = (kind: keyof typeof heatings): string => heatings[kind]();

/** Days from one calendar day to another. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T12:00:00Z`) - Date.parse(`${from}T12:00:00Z`)) / 86_400_000);
}

/** Today in Ljubljana, as a calendar day. */
export const today = (): string => new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Ljubljana' });

/** "In 19 days", "Today", "Postponed": the one word a visitor wants first. */
export function nearness(
	popup: Pick<PopupCard, 'status' | 'first_date' | 'last_date'>,
	now = today()
): string {
	if (popup.status === 'postponed') return m.popups_postponed();
	if (popup.status === 'cancelled') return m.popups_cancelled();
	if (popup.status === 'ended' || popup.last_date < now) return m.popups_ended();
	const days = daysBetween(now, popup.first_date);
	if (days < 0 || popup.status === 'live') return m.popups_live();
	if (days === 0) return m.popups_today();
	if (days === 1) return m.popups_tomorrow();
	return m.popups_in_days({ count: days });
}

/** Is there something to look forward to? */
export const ahead = (popup: Pick<PopupCard, 'status' | 'last_date'>, now = today()): boolean =>
	popup.status !== 'cancelled' && popup.status !== 'ended' && popup.last_date >= now;

/** `16:00` as it is written in the language of the moment: 16.00 in Slovenian. */
export function clock(time: string): string {
	const short = time.replace(/^0(?=\d:)/, '');
	return language.current === 'sl' ? short.replace(':', '.') : short;
}
