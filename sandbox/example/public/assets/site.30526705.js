// Says in which way this very page came, as the browser has seen it. The page is complete without it.
const proof = document.querySelector('[data-proof]');
const [navigation] = performance.getEntriesByType('navigation');

if (proof && navigation) {
  const secure = location.protocol === 'https:' ? 'over TLS' : 'without TLS';
  const kilobytes = (navigation.decodedBodySize / 1024).toFixed(1);
  proof.textContent = `This page came ${secure} from ${location.host} in ${Math.round(navigation.responseEnd)} ms, ${kilobytes} KB`;
}
