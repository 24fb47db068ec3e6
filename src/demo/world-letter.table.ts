import { FRIENDS } from './correspondent.table.ts';
import type { Correspondent } from './letter.ts';

/** Letters in many scripts: they should look right in every list, and be found by every search. */
export interface WorldLetter {
  readonly from: Correspondent;
  readonly subject: string;
  readonly text: string;
  readonly offsetMinutes: number;
}

export const WORLD_LETTERS: readonly WorldLetter[] = [
  {
    from: FRIENDS.faisal,
    offsetMinutes: 180,
    subject: 'دعوة إلى معرض الخط العربي',
    text: 'عزيزتي آدا،\n\nيسعدني أن أدعوك إلى معرض الخط العربي يوم الخميس القادم في السابعة مساءً. ستجدين فيه ثلاث لوحات من أعمالي، وواحدة عن النجوم.\n\nمع أطيب التحيات،\nفيصل',
  },
  {
    from: FRIENDS.faisal,
    offsetMinutes: 180,
    subject: 'رد: أسماء النجوم',
    text: 'كثير من أسماء النجوم عربي الأصل: الدبران والطائر والواقع. سأرسل لك قائمة من 40 اسماً مع معانيها.\n\nفيصل',
  },
  {
    from: FRIENDS.dov,
    offsetMinutes: 120,
    subject: 'ספרים ישנים מהשוק',
    text: 'שלום עדה,\n\nמצאתי בשוק אטלס כוכבים משנת 1911, במצב טוב. המוכר מבקש 120. לקנות?\n\nדב',
  },
  {
    from: FRIENDS.dov,
    offsetMinutes: 120,
    subject: 'קניתי! (was: ספרים ישנים מהשוק)',
    text: 'קניתי את האטלס בסוף ב-95. הוא בדרך אלייך.\n\nדב',
  },
  {
    from: FRIENDS.haruto,
    offsetMinutes: 540,
    subject: '七夕の観望会について',
    text: 'エイダ様、ケンジ様\n\n今年の七夕の観望会は七月七日、午後八時から開きます。雨の場合は翌日に延期します。望遠鏡は三台あります。\n\n佐藤 陽翔',
  },
  {
    from: FRIENDS.haruto,
    offsetMinutes: 540,
    subject: 'Re: 七夕の観望会について（写真）',
    text: '昨夜は晴れました。天の川がよく見えました。写真は次のメールで送ります。\n\n佐藤',
  },
  {
    from: FRIENDS.lin,
    offsetMinutes: 480,
    subject: '关于星图中文版的翻译',
    text: '艾达：\n\n前三章已经译好。有几个星名我拿不准：参宿四和织女星是否保留传统名称？我建议两种都写。\n\n晓梅',
  },
  {
    from: FRIENDS.lin,
    offsetMinutes: 480,
    subject: '第四章译稿',
    text: '第四章也完成了，一共 28 页。请你有空时看一看，尤其是图 4-7 的说明。\n\n晓梅',
  },
  {
    from: FRIENDS.jae,
    offsetMinutes: 540,
    subject: '한옥 사진을 보냅니다',
    text: '안녕하세요, 아다 씨.\n\n지붕 수리가 끝났습니다. 봄에 오시면 마당에서 별을 볼 수 있습니다.\n\n재현',
  },
  {
    from: FRIENDS.katya,
    offsetMinutes: 180,
    subject: 'Вопросы школьников',
    text: 'Дорогая Ада!\n\nДети спрашивают, почему Луна днём бледная, и нельзя ли дойти пешком до горизонта. На второй вопрос я ответила сама.\n\nКатя',
  },
  {
    from: FRIENDS.nikos,
    offsetMinutes: 120,
    subject: 'Το αστεροσκοπείο στο νησί',
    text: 'Αγαπητή Άντα,\n\nτο παλιό αστεροσκοπείο στο νησί ανοίγει ξανά τον Ιούνιο. Θα έρθεις;\n\nΝίκος',
  },
  {
    from: FRIENDS.priya,
    offsetMinutes: 330,
    subject: 'दीपावली की शुभकामनाएँ 🪔',
    text: 'प्रिय एडा,\n\nदीपावली की बहुत-बहुत शुभकामनाएँ! इस साल हमने छत पर सौ दीये जलाए।\n\nप्रिया',
  },
  {
    from: FRIENDS.greta,
    offsetMinutes: 60,
    subject: 'Räksmörgås på fredag? 🦐',
    text: 'Hej Ada!\n\nFredag klockan tolv vid hamnen. Jag bjuder, du berättar.\n\nGreta',
  },
  {
    from: FRIENDS.bruno,
    offsetMinutes: 0,
    subject: '🎉🎉🎉',
    text: 'First light! Everything works. M 13 in the eyepiece, and nobody wants to go home.',
  },
  {
    from: FRIENDS.amara,
    offsetMinutes: 60,
    subject: '👩‍🚀 Career day: who speaks about space?',
    text: 'The school asks for somebody on the 14th. I would go, but I am in Lagos that week. 🙏',
  },
  {
    from: FRIENDS.elif,
    offsetMinutes: 180,
    subject: 'İstanbul’dan selamlar: ığüşöç',
    text: 'Sevgili Ada,\n\nVapurda bir martı simidimi aldı. Değdi.\n\nElif',
  },
  {
    from: FRIENDS.chiara,
    offsetMinutes: 60,
    subject: 'Ricetta degli gnocchi (finalmente)',
    text: 'Un chilo di patate vecchie, tre etti di farina, un uovo. Il resto è pazienza.\n\nChiara',
  },
  {
    from: FRIENDS.ines,
    offsetMinutes: 60,
    subject: '¿Papel de 120 o de 150 gramos?',
    text: 'Para las láminas recomiendo 150 g: el negro del cielo queda más profundo. El precio sube un 8 %.\n\nInés',
  },
];
