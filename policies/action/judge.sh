#!/usr/bin/env bash
# Previews a stack with the policy pack around this script, and writes the reports. Needs pulumi and Python 3.11.
#
#   STACK          name of the stack
#   PROGRAM        folder of the program
#   POLICY_CONFIG  the pack's config, a file; may be empty
#   WITHOUT        rules that are disabled or advisory on purpose, separated by spaces; may be empty
#   REPORTS        folder for the reports
#
# Exit status: 0 the reports are written, with violations or without. Outputs of the step: verdict, status (0 passed, 1 blocked,
# 2 not judged) and reports.
set -euo pipefail -o noglob

pack="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
mkdir -p "$REPORTS"
reports="$(cd "$REPORTS" && pwd)"

if ! command -v uv > /dev/null; then
  python3 -m venv "$reports/.uv"
  "$reports/.uv/bin/pip" install --quiet 'uv>=0.13,<0.14'
  PATH="$reports/.uv/bin:$PATH"
fi
pulumi -C "$pack" install

preview=(preview --stack "$STACK" --non-interactive --json --policy-pack "$pack")
report=(--markdown "$reports/report.md" --sarif "$reports/report.sarif" --junit "$reports/report.xml"
  --program "$PROGRAM" --title "Policies: $STACK")
if [[ -n "$POLICY_CONFIG" ]]; then
  config="$(cd "$(dirname "$POLICY_CONFIG")" && pwd)/$(basename "$POLICY_CONFIG")"
  preview+=(--policy-pack-config "$config")
  report+=(--policy-pack-config "$config")
fi
for rule in $WITHOUT; do
  report+=(--without "$rule")
done

# The report says why a preview failed.
PULUMI_ENABLE_STREAMING_JSON_PREVIEW=true pulumi -C "$PROGRAM" "${preview[@]}" > "$reports/events.jsonl" || true

status=0
uv run --project "$pack" python -m secure_site_policies.report "$reports/events.jsonl" "${report[@]}" || status=$?
verdicts=(passed blocked not-judged)
{
  echo "verdict=${verdicts[$status]:-not-judged}"
  echo "status=$status"
  echo "reports=$reports"
} >> "${GITHUB_OUTPUT:-/dev/stdout}"
cat "$reports/report.md" >> "${GITHUB_STEP_SUMMARY:-/dev/stdout}"
