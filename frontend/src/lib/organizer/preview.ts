/** The editor's event in the shape of the public page, so that the preview is that page and nothing like it. */
import type {
	MediaView,
	PictureView,
	PopupContent,
	PopupPage,
	PopupView,
	VenueView
} from '#lib/api/index.ts';
import { best } from '#lib/i18n/index.ts';

const escape = (text: string) =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Paragraphs, nothing more: the server formats Markdown when the page is public. */
function paragraphs(text: string): string {
	return text
		.split(/\n{2,}/)
		.map((part) => part.trim())
		.filter(Boolean)
		.map((part) => `<p>${escape(part).replaceAll('\n', '<br>')}</p>`)
		.join('');
}

/** The first sentence without marks. */
function firstSentence(text: string): string {
	const plain = text.replace(/[*_#`>[\]]/g, '').trim();
	return /^.*?[.!?](?=\s|$)/s.exec(plain)?.[0] ?? plain.split('\n')[0] ?? '';
}

const picture = (media: MediaView): PictureView => ({ ...media, alt: best(media.alt) });

export function previewOf(
	view: PopupView,
	content: PopupContent,
	venues: VenueView[],
	cover: MediaView | null
): PopupPage {
	const dates = content.days.map((day) => day.date).sort();
	const first = venues[0]?.content;
	return {
		id: view.id,
		slug: view.slug,
		kind: content.kind,
		status: view.status === 'cancelled' || view.status === 'postponed' ? view.status : 'announced',
		title: best(content.title),
		summary: firstSentence(best(content.description)),
		town: first?.town ?? '',
		venue: best(first?.name),
		first_date: dates[0] ?? '',
		last_date: dates.at(-1) ?? '',
		days: content.days.map((day, at) => ({
			...day,
			opens_at: `${day.date}T${day.opens}#${at}`,
			closes_at: `${day.date}T${day.closes}`,
			note: best(day.note) || null
		})),
		cover: cover && picture(cover),
		organizer: '',
		makers: view.makers.filter((maker) => maker.status === 'confirmed').length,
		position: first?.position ?? null,
		description_html: paragraphs(best(content.description)),
		visitor_info_html: paragraphs(best(content.visitor_info)),
		access_html: paragraphs(best(content.access)),
		admission: best(content.admission),
		zone: content.zone,
		status_message: best(view.status_message) || null,
		languages: [],
		venues: venues.map(({ id, content: venue }) => ({
			id,
			name: best(venue.name),
			address: venue.address,
			postal_code: venue.postal_code,
			town: venue.town,
			country: venue.country,
			position: venue.position,
			description_html: paragraphs(best(venue.description)),
			step_free: venue.step_free,
			access: best(venue.access) || null,
			restrictions: best(venue.restrictions) || null,
			facilities: venue.facilities,
			picture: null
		})),
		programme: view.programme
			.map(({ id, content: entry }) => ({
				id,
				kind: entry.kind,
				date: entry.date,
				starts: entry.starts,
				ends: entry.ends,
				title: best(entry.title),
				description_html: paragraphs(best(entry.description)),
				host: entry.host,
				place: entry.place,
				admission: best(entry.admission) || null
			}))
			.sort((a, b) => `${a.date} ${a.starts}`.localeCompare(`${b.date} ${b.starts}`)),
		maker_cards: view.makers
			.filter((maker) => maker.status === 'confirmed')
			.map(({ slug, name, town }) => ({ slug, name, town, portrait: null })),
		products: [],
		organizer_card: { name: '', slug: '', website: null },
		ics_path: '',
		calendar_path: '',
		report_subject: view.id
	};
}
