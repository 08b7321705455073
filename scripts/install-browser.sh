#!/bin/sh
# Install Debian's Chromium for the tests of the web app, where that is possible; otherwise say that those tests are skipped.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    (apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends chromium chromium-driver) \
        >/dev/null 2>&1 && exit 0
fi
echo "No Chromium here and none could be installed: the tests of the web app in a browser are skipped." >&2
exit 0
