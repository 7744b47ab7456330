"""Forty openings for ``opening_debris.py``: stories, essays, dialogue, letters, plays, seven languages.

Most end with a sentence, where web debris begins; some before a new paragraph, some in mid-sentence.
"""

from typing import Final

OPENINGS: Final = (
    ("story", "The house had been empty since March. Nora went up the stairs, one hand on the wall, and opened the top drawer of the desk. It was not the letters that she found there."),
    ("story", "When the ferry had gone, Tom stayed on the pier with his two suitcases. The man in the ticket office was already pulling down the shutter. Nobody had come to meet him.\n\n"),
    ("story", "My grandmother kept bees. In the summer before the war she had nineteen hives behind the barn, and she knew each of them by its temper."),
    ("story", "He counted the money again. It was less than it had been in the morning, and only one person had been in the kitchen since. "),
    ("story", "The dog would not cross the bridge. Every evening Ilse walked him as far as the first plank, and every evening he sat down and looked at the water."),
    ("story", "Snow had come early to the valley. By noon the road was gone, and by four the telephone.\n\nMarek put another log on the fire.\n\n"),
    ("story", "There was a light on the third floor of the mill. Joan saw it from the bus and thought that she must have been mistaken, because the mill had closed in the year that her father died."),
    ("story", "\"You can't keep it,\" said the captain. The boy held the gull closer and said nothing."),
    ("story", "At the end of the corridor was a door without a number. I had been told not to open it. I had been told many things in that hotel."),
    ("story", "The baker's wife heard it first: a scratching, low down, behind the oven. She took the lamp and"),
    ("story", "It rained for the whole of the funeral. Afterwards they stood in the hall and ate small sandwiches, and Uncle Percy told the story of the goat."),
    ("story", "Lin woke before the alarm. The ship was silent, and it had no right to be."),
    ("story", "She signed her name under the last page, put the cap back on the pen, and looked out at the harbour. It was done. "),
    ("essay", "A garden is an argument with time. Whoever plants an oak does so for people who are not born yet, and will not be thanked for it."),
    ("essay", "We speak of silence as if it were one thing. But the silence of a library is not that of a wood, and neither is like the silence of two people who have quarrelled.\n\n"),
    ("essay", "Bread is the oldest of our recipes and the one we know least about. Flour, water, salt: nothing could be simpler."),
    ("essay", "Walking is the speed at which the mind was made to travel. On a train I can read, and in a car I can worry, but I have never had a thought of my own at more than four miles an hour."),
    ("essay", "The trouble with maps is that they are right. One looks at the sheet, and the hill is there, and so one stops looking at the hill."),
    ("essay", "Most of what a teacher does cannot be seen from the door of the classroom. It happens in the pauses."),
    ("essay", "Old tools have a shape that no one designed. The handle of my grandfather's axe was worn on one side only, "),
    ("essay", "Cities forget at different speeds. In some, a burnt church is still a gap after eighty years; in others, there is a bank on the spot before the ashes are cold.\n\n"),
    ("dialogue", "\"Is that the last of it?\"\n\n\"There's half a loaf,\" said Agnes. \"And the cheese, if you don't mind the rind.\"\n\n"),
    ("dialogue", "\"He asked about you.\"\n\n\"What did you tell him?\"\n\n\"The truth. That you had gone to the coast, and that you wouldn't write.\"\n\n"),
    ("dialogue", "\"I don't like it,\" said Ferris, and shut the hatch. \"Two engines, and neither of them warm. "),
    ("dialogue", "\"Did you hear that?\" Pia had stopped in the middle of the path. Behind her the others stopped too, one after the other."),
    ("letter", "Dear Agatha,\n\nYour parcel came on Tuesday, and nothing in it was broken. The children have already eaten the marzipan. I wear the gloves in bed."),
    ("letter", "My dear brother,\n\nYou will be surprised to hear from me after so long. I have thought of writing every winter, and every winter there was a reason to wait.\n\n"),
    ("letter", "Dear Mr Hallam,\n\nThank you for the photographs of the roof. It is worse than I had hoped and better than I had feared."),
    ("play", "A kitchen at night. One lamp.\n\nMARTHA: You said that you would be back by ten.\n\nJOHN: I said that I would try.\n\nMARTHA: "),
    ("play", "INT. STATION - DAWN\n\nA bench. RUTH sits with a cage on her knees. In the cage, under a cloth, something moves.\n\n"),
    ("chinese", "雨停了以后，巷子里的石板还是湿的。阿婆把竹椅搬到门口，坐下来剥豆子。"),
    ("chinese", "他在抽屉最里面找到一把钥匙。钥匙很旧，上面系着一根褪了色的红绳。"),
    ("chinese", "火车开动的时候，她没有回头。站台上的人越来越小，\n"),
    ("chinese", "散步这件事，说起来很简单，其实并不容易。走得太快，什么也看不见；走得太慢，又觉得自己可笑。"),
    ("chinese", "“你听见了吗？”小莲放下碗，朝窗外看去。院子里只有那棵石榴树。\n\n"),
    ("german", "Der Leuchtturm war seit drei Jahren dunkel. Trotzdem stieg Hanna jeden Abend die hundertzwölf Stufen hinauf und putzte das Glas."),
    ("french", "Le facteur ne passait plus depuis une semaine. Madame Orsel avait laissé la grille ouverte, au cas où, et le chat en profitait."),
    ("spanish", "La tienda olía a jabón y a cuerda nueva. Detrás del mostrador, don Eusebio apuntaba las deudas en un cuaderno que nadie más podía leer."),
    ("russian", "Поезд стоял уже второй час. В вагоне никто не спрашивал почему; старик у окна чистил яблоко и складывал кожуру в газету."),
    ("japanese", "祖母の家には、使われていない部屋が一つあった。夏になると、そこだけがいつも涼しかった。"),
)  # fmt: skip
"""The kind and the text of each opening."""
