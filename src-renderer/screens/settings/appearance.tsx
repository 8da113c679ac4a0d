import { Card, Facts } from '../../components/card.tsx'
import { t } from '../../i18n/index.ts'
import { DensityChoice, SchemeChoice } from '../../shell/choices.tsx'

export function Appearance() {
  return (
    <Card title={t('settings.appearance')}>
      <Facts
        items={[
          [
            t('shell.theme'),
            <div key="scheme" style={{ maxWidth: 300 }}>
              <SchemeChoice />
              <p className="muted">{t('settings.schemeHint')}</p>
            </div>,
          ],
          [
            t('shell.density'),
            <div key="density" style={{ maxWidth: 300 }}>
              <DensityChoice />
              <p className="muted">{t('settings.densityHint')}</p>
            </div>,
          ],
        ]}
      />
    </Card>
  )
}
