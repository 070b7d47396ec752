import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { defineConfig } from 'vitest/config';
import { lean } from './scripts/lean.mjs';

/** Where the binary listens while the pages are served by `npm run dev`. */
const backend = process.env.MODROTISK_BACKEND ?? 'http://localhost:8080';

const base =
	/paraglide.runtime|src.lib.(i18n|api|urls|ui.(Icon|Button|toasts|Toasts|OfflineNotice|LanguageSwitch|PageHead|Picture|Price|Card)|shop.(Head|Foot|Brand|SearchBox|cart))/;

const parts = /src.lib.ui.(Crumbs|Field|Note|Quantity|Switch|TextInput|TitleBlock)\.svelte/;
/** Words of the forms that other pages say too; left to the forms they would bring all of these along. */
const words =
	/paraglide.messages.(arrives_by|count_pieces|delivery|email|error_summary|loading|phone|pickup_by_agreement|price_no_vat|registration_number|seller_\w+|to_pay|vat_id|vat_included|vat_none|withdrawal_exempt)\.js/;
const forms =
	/paraglide.messages.(city|fault_missing|name|postcode|street)\.js|src.lib.ui.(Checkbox|EmptyState|ErrorSummary|Picks|Select|Skeleton)\.svelte|src.lib.shop.(Totals|countries|payment)/;

export default defineConfig({
	plugins: [
		lean(),
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['baseLocale'],
			emitReadme: false,
			emitGitIgnore: true
		}),
		sveltekit({
			adapter: adapter({ pages: 'build', assets: 'build', fallback: 'app-shell.html', precompress: true }),
			serviceWorker: { register: false },
			// Without it a component that happens to hold no state brings the older way of Svelte along for all.
			compilerOptions: { runes: true }
		})
	],
	build: {
		target: 'es2022',
		// Nothing is inlined: the content policy allows fonts and scripts from files only.
		assetsInlineLimit: 0,
		// The server names the scripts of the first page itself; the lists of all others are not sent along with every page.
		modulePreload: { resolveDependencies: (_, files) => files.filter((file) => file.endsWith('.css')) },
		rolldownOptions: {
			output: {
				// What every page of the shop needs comes as one file instead of thirty. The payload stays apart: it has
				// to be set before anything that reads it (the version, the paths) is evaluated.
				codeSplitting: {
					groups: [
						{ name: 'payload', test: /runtime.client.payload\.js|preload-helper/, priority: 4 },
						{ name: 'base', test: base, priority: 3 },
						// The small parts of forms and pages compress better together than in twenty files.
						{ name: 'words', test: words, priority: 2 },
						{ name: 'parts', test: parts, priority: 2 },
						{ name: 'forms', test: forms, priority: 1 }
					]
				}
			}
		}
	},
	server: {
		port: 5173,
		proxy: Object.fromEntries(
			['/api', '/media', '/calendar.ics', '^/popups/.*\\.ics', '^/challenges(/.*)?\\.ics'].map((path) => [
				path,
				backend
			])
		)
	},
	test: {
		include: ['src/**/*.test.ts'],
		environment: 'node',
		isolate: false,
		pool: 'threads',
		// The page compiler keeps a watcher open that nobody waits for.
		teardownTimeout: 1000
	}
});
