import Image from 'next/image'
import Link from 'next/link'
import Counter from './counter'

export default function Home() {
  return (
    <main>
      <h1>Tide tables</h1>
      <Image src="/chart.png" alt="A chart" width={64} height={64} priority />
      <Counter />
      <Link href="/about">About</Link> <Link href="/docs/start">Docs</Link> <Link href="/docs/v1.0">Version 1.0</Link>
    </main>
  )
}
