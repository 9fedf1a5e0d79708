/** @type {import('@docusaurus/types').Config} */
export default {
  title: 'Tide tables',
  tagline: 'When the water comes and goes',
  url: 'https://tides.example',
  baseUrl: '/',
  onBrokenLinks: 'throw',
  i18n: { defaultLocale: 'en', locales: ['en'] },
  presets: [
    [
      'classic',
      {
        docs: { sidebarPath: './sidebars.js' },
        blog: { showReadingTime: true, feedOptions: { type: ['rss', 'atom'] } },
      },
    ],
  ],
  themeConfig: {
    colorMode: { respectPrefersColorScheme: true },
    navbar: {
      title: 'Tide tables',
      items: [
        { type: 'docSidebar', sidebarId: 'docs', position: 'left', label: 'Docs' },
        { to: '/blog', label: 'Blog', position: 'left' },
        { to: '/about', label: 'About', position: 'left' },
      ],
    },
    footer: { style: 'dark', copyright: 'The harbour masters' },
  },
}
