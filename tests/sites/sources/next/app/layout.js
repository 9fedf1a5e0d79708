import './globals.css'

export const metadata = { title: 'Tide tables', description: 'When the water comes and goes' }

export default function RootLayout({ children }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  )
}
