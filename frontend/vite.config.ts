import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { paraglideVitePlugin } from '@inlang/paraglide-js';
import { defineConfig } from 'vitest/config';

/** Where the binary listens while the pages are served by `npm run dev`. */
const backend = process.env.MODROTISK_BACKEND ?? 'http://localhost:8080';

const base =
	/paraglide.runtime|src.lib.(i18n|api|urls|ui.(Icon|Button|toasts|Toasts|OfflineNotice|LanguageSwitch|PageHead|Picture|Price|Card)|shop.(Head|Foot|Brand|SearchBox|cart))/;

export default defineConfig({
	plugins: [
		paraglideVitePlugin({
			project: './project.inlang',
			outdir: './src/lib/paraglide',
			strategy: ['baseLocale'],
			emitReadme: false,
			emitGitIgnore: true
		}),
		sveltekit({
			adapter: adapter({ pages: 'build', assets: 'build', fallback: 'app-shell.html', precompress: true }),
			serviceWorker: { register: false }
		})
	],
	build: {
		target: 'es2022',
		// Nothing is inlined: the content policy allows fonts and scripts from files only.
		assetsInlineLimit: 0,
		rolldownOptions: {
			output: {
				// What every page of the shop needs comes as one file instead of thirty. The payload stays apart: it has
				// to be set before anything that reads it (the version, the paths) is evaluated.
				codeSplitting: {
					groups: [
						{ name: 'payload', test: /runtime.client.payload\.js|preload-helper/, priority: 2 },
						{ name: 'base', test: base, priority: 1 }
					]
				}
			}
		}
	},
	server: {
		port: 5173,
		proxy: Object.fromEntries(
			['/api', '/media', '/calendar.ics', '^/popups/.*\\.ics'].map((path) => [path, backend])
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
