/** The letters of a demonstration, by the names of the API's schemas. */
import type { Locale } from './common.ts';

export interface MailboxItem {
	id: string;
	to_address: string;
	to_name: string;
	locale: Locale;
	subject: string;
	created_at: string;
	sent_at: string | null;
}

export interface Mailbox {
	items: MailboxItem[];
}

export interface MailboxLetter extends MailboxItem {
	body_text: string;
	body_html: string;
}
