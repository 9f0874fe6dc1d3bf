// What a report says where a reader does not get to see something, in each language.

import type { ReportLanguage } from "../report.ts";

interface ReaderWords {
  readonly hidden: string;
  readonly unread: string;
  readonly hiddenBoard: string;
  readonly attached: string;
  readonly tooLarge: string;
}

export const READER_WORDS: Readonly<Record<ReportLanguage, ReaderWords>> = {
  en: {
    hidden: "This panel is not shown to you.",
    unread: "This panel could not be read.",
    hiddenBoard: "A dashboard of this report is not shown to you.",
    attached: "The report is attached: {file}",
    tooLarge: "The report is too large for a mail: {file}",
  },
  ja: {
    hidden: "このパネルを閲覧する権限がありません。",
    unread: "このパネルを読み込めませんでした。",
    hiddenBoard: "閲覧権限のないダッシュボードは含まれていません。",
    attached: "レポートを添付しました：{file}",
    tooLarge: "レポートが大きすぎるため添付できません：{file}",
  },
  zh: {
    hidden: "您无权查看此面板。",
    unread: "无法读取此面板。",
    hiddenBoard: "您无权查看的仪表板未包含在内。",
    attached: "报告见附件：{file}",
    tooLarge: "报告过大，无法作为附件发送：{file}",
  },
};
